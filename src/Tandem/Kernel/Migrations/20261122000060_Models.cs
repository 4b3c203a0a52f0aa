using Microsoft.EntityFrameworkCore.Infrastructure;
using Microsoft.EntityFrameworkCore.Migrations;

namespace Tandem.Kernel.Migrations;

/// <summary>The tables of models: dated versions, predictions with their history, drift by day.</summary>
[DbContext(typeof(TandemDb))]
[Migration("20261122000060_Models")]
public sealed class Models : Migration
{
    protected override void Up(MigrationBuilder builder)
    {
        builder.CreateTable(
            name: "model_checks",
            columns: table => new
            {
                kind = table.Column<string>(nullable: false),
                day = table.Column<DateOnly>(nullable: false),
                version = table.Column<int>(nullable: false),
                rows = table.Column<int>(nullable: false),
                shift = table.Column<double>(nullable: false),
                column = table.Column<string>(nullable: true),
                column_shift = table.Column<double>(nullable: false)
            },
            constraints: table =>
            {
                table.PrimaryKey("pk_model_checks", x => new { x.kind, x.day });
            });

        builder.CreateTable(
            name: "model_versions",
            columns: table => new
            {
                id = table.Column<Guid>(nullable: false),
                kind = table.Column<string>(nullable: false),
                number = table.Column<int>(nullable: false),
                trained = table.Column<DateTime>(nullable: false),
                rows = table.Column<int>(nullable: false),
                from = table.Column<DateOnly>(nullable: false),
                until = table.Column<DateOnly>(nullable: false),
                rate = table.Column<double>(nullable: false),
                proven = table.Column<bool>(nullable: false),
                state = table.Column<string>(nullable: false),
                reason = table.Column<string>(nullable: false),
                tested_from = table.Column<DateOnly>(nullable: true),
                tested_rows = table.Column<int>(nullable: false),
                log_loss = table.Column<double>(nullable: true),
                brier = table.Column<double>(nullable: true),
                auc = table.Column<double>(nullable: true),
                base_log_loss = table.Column<double>(nullable: true),
                base_brier = table.Column<double>(nullable: true),
                rival_log_loss = table.Column<double>(nullable: true),
                columns = table.Column<string>(nullable: false),
                reliability = table.Column<string>(nullable: false),
                document = table.Column<string>(nullable: true),
                profile = table.Column<string>(nullable: true),
                ended = table.Column<DateTime>(nullable: true)
            },
            constraints: table =>
            {
                table.PrimaryKey("pk_model_versions", x => x.id);
            });

        builder.CreateTable(
            name: "predictions",
            columns: table => new
            {
                kind = table.Column<string>(nullable: false),
                subject_id = table.Column<Guid>(nullable: false),
                since = table.Column<DateOnly>(nullable: false),
                partner_id = table.Column<Guid>(nullable: true),
                until = table.Column<DateOnly>(nullable: false),
                value = table.Column<double>(nullable: false),
                version = table.Column<int>(nullable: false),
                at = table.Column<DateTime>(nullable: false),
                why = table.Column<string>(nullable: false)
            },
            constraints: table =>
            {
                table.PrimaryKey("pk_predictions", x => new { x.kind, x.subject_id, x.since });
            });

        builder.CreateIndex(
            name: "ix_model_versions_kind_number",
            table: "model_versions",
            columns: ["kind", "number"],
            unique: true);

        builder.CreateIndex(
            name: "ix_predictions_kind_until_value",
            table: "predictions",
            columns: ["kind", "until", "value"]);
    }
}
