using Microsoft.EntityFrameworkCore.Infrastructure;
using Microsoft.EntityFrameworkCore.Migrations;

namespace Tandem.Kernel.Migrations;

/// <summary>A forecast keeps what else it tried to read of open deals, and says how far it has come.</summary>
[DbContext(typeof(TandemDb))]
[Migration("20261122000066_InputsOfTheForecast")]
public sealed class InputsOfTheForecast : Migration
{
    protected override void Up(MigrationBuilder builder)
    {
        builder.AddColumn<string>(name: "inputs_json", table: "forecast_runs", nullable: false, defaultValue: "[]");
        builder.CreateTable(
            name: "forecast_progress",
            columns: table => new
            {
                day = table.Column<DateOnly>(nullable: false),
                share = table.Column<double>(nullable: false)
            },
            constraints: table =>
            {
                table.PrimaryKey("pk_forecast_progress", x => x.day);
            });
    }
}
