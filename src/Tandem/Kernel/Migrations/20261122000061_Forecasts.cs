using Microsoft.EntityFrameworkCore.Infrastructure;
using Microsoft.EntityFrameworkCore.Migrations;

namespace Tandem.Kernel.Migrations;

/// <summary>The tables of forecasts: one run a day, its lines by quarter and group.</summary>
[DbContext(typeof(TandemDb))]
[Migration("20261122000061_Forecasts")]
public sealed class Forecasts : Migration
{
    protected override void Up(MigrationBuilder builder)
    {
        builder.CreateTable(
            name: "forecast_lines",
            columns: table => new
            {
                day = table.Column<DateOnly>(nullable: false),
                by = table.Column<string>(nullable: false),
                group_id = table.Column<Guid>(nullable: false),
                starts = table.Column<DateOnly>(nullable: false),
                expected = table.Column<long>(nullable: false),
                p10 = table.Column<long>(nullable: false),
                p50 = table.Column<long>(nullable: false),
                p90 = table.Column<long>(nullable: false),
                weighted = table.Column<long>(nullable: false),
                won = table.Column<long>(nullable: false)
            },
            constraints: table =>
            {
                table.PrimaryKey("pk_forecast_lines", x => new { x.day, x.by, x.group_id, x.starts });
            });

        builder.CreateTable(
            name: "forecast_runs",
            columns: table => new
            {
                day = table.Column<DateOnly>(nullable: false),
                made = table.Column<DateTime>(nullable: false),
                currency = table.Column<string>(nullable: false),
                deals = table.Column<int>(nullable: false),
                open = table.Column<int>(nullable: false),
                unrated = table.Column<int>(nullable: false),
                moves_json = table.Column<string>(nullable: false),
                tests_json = table.Column<string>(nullable: false)
            },
            constraints: table =>
            {
                table.PrimaryKey("pk_forecast_runs", x => x.day);
            });
    }
}
