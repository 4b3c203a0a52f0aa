using Microsoft.EntityFrameworkCore.Infrastructure;
using Microsoft.EntityFrameworkCore.Migrations;

namespace Tandem.Kernel.Migrations;

/// <summary>The tables of attribution and of lifetime value.</summary>
[DbContext(typeof(TandemDb))]
[Migration("20261122000063_TouchesAndWorth")]
public sealed class TouchesAndWorth : Migration
{
    protected override void Up(MigrationBuilder builder)
    {
        builder.CreateTable(
            name: "attribution_runs",
            columns: table => new
            {
                day = table.Column<DateOnly>(nullable: false),
                made = table.Column<DateTime>(nullable: false),
                currency = table.Column<string>(nullable: false),
                won = table.Column<int>(nullable: false),
                lost = table.Column<int>(nullable: false),
                lines_json = table.Column<string>(nullable: false)
            },
            constraints: table =>
            {
                table.PrimaryKey("pk_attribution_runs", x => x.day);
            });

        builder.CreateTable(
            name: "partner_worths",
            columns: table => new
            {
                partner_id = table.Column<Guid>(nullable: false),
                day = table.Column<DateOnly>(nullable: false),
                currency = table.Column<string>(nullable: false),
                expected = table.Column<long>(nullable: false),
                p10 = table.Column<long>(nullable: false),
                p90 = table.Column<long>(nullable: false),
                active = table.Column<double>(nullable: false),
                wins = table.Column<double>(nullable: false)
            },
            constraints: table =>
            {
                table.PrimaryKey("pk_partner_worths", x => x.partner_id);
            });

        builder.CreateTable(
            name: "touches",
            columns: table => new
            {
                id = table.Column<Guid>(nullable: false),
                subject_kind = table.Column<string>(nullable: false),
                subject_id = table.Column<Guid>(nullable: false),
                partner_id = table.Column<Guid>(nullable: true),
                channel = table.Column<string>(nullable: false),
                happened = table.Column<DateOnly>(nullable: false),
                recorded = table.Column<DateTime>(nullable: false),
                recorded_by = table.Column<Guid>(nullable: true),
                evidence = table.Column<string>(nullable: false),
                disputed = table.Column<DateTime>(nullable: true),
                disputed_by = table.Column<Guid>(nullable: true),
                dispute_reason = table.Column<string>(nullable: false)
            },
            constraints: table =>
            {
                table.PrimaryKey("pk_touches", x => x.id);
            });

        builder.CreateIndex(
            name: "ix_touches_subject_id_happened",
            table: "touches",
            columns: ["subject_id", "happened"]);
    }
}
