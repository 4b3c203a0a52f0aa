using Microsoft.EntityFrameworkCore.Infrastructure;
using Microsoft.EntityFrameworkCore.Migrations;

namespace Tandem.Kernel.Migrations;

/// <summary>The tables of measures: values with their history, populations, daily counts of events.</summary>
[DbContext(typeof(TandemDb))]
[Migration("20261122000020_Measures")]
public sealed class Measures : Migration
{
    protected override void Up(MigrationBuilder builder)
    {
        builder.CreateTable(
            name: "event_days",
            columns: table => new
            {
                partner_id = table.Column<Guid>(nullable: false),
                kind = table.Column<string>(nullable: false),
                day = table.Column<DateOnly>(nullable: false),
                actor_id = table.Column<Guid>(nullable: false),
                own = table.Column<bool>(nullable: false),
                count = table.Column<long>(nullable: false)
            },
            constraints: table =>
            {
                table.PrimaryKey("pk_event_days", x => new { x.partner_id, x.day, x.kind, x.actor_id });
            });

        builder.CreateTable(
            name: "measure_marks",
            columns: table => new
            {
                partner_id = table.Column<Guid>(nullable: false),
                run = table.Column<long>(nullable: false),
                due = table.Column<DateTime>(nullable: true)
            },
            constraints: table =>
            {
                table.PrimaryKey("pk_measure_marks", x => x.partner_id);
            });

        builder.CreateTable(
            name: "measure_populations",
            columns: table => new
            {
                day = table.Column<DateOnly>(nullable: false),
                kpi = table.Column<string>(nullable: false),
                period = table.Column<string>(nullable: false),
                peers = table.Column<string>(nullable: false),
                count = table.Column<int>(nullable: false),
                least = table.Column<double>(nullable: false),
                lower_quartile = table.Column<double>(nullable: false),
                median = table.Column<double>(nullable: false),
                upper_quartile = table.Column<double>(nullable: false),
                most = table.Column<double>(nullable: false),
                mean = table.Column<double>(nullable: false),
                prior_mean = table.Column<double>(nullable: true),
                prior_weight = table.Column<double>(nullable: true)
            },
            constraints: table =>
            {
                table.PrimaryKey("pk_measure_populations", x => new { x.day, x.kpi, x.period, x.peers });
            });

        builder.CreateTable(
            name: "measure_values",
            columns: table => new
            {
                partner_id = table.Column<Guid>(nullable: false),
                period = table.Column<string>(nullable: false),
                kpi = table.Column<string>(nullable: false),
                known = table.Column<DateOnly>(nullable: false),
                until = table.Column<DateOnly>(nullable: false),
                value = table.Column<double>(nullable: true),
                sample = table.Column<long>(nullable: false)
            },
            constraints: table =>
            {
                table.PrimaryKey("pk_measure_values", x => new { x.partner_id, x.period, x.kpi, x.known });
            });

        builder.CreateIndex(
            name: "ix_measure_marks_due",
            table: "measure_marks",
            column: "due");
    }
}
