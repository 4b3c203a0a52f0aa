using Microsoft.EntityFrameworkCore.Infrastructure;
using Microsoft.EntityFrameworkCore.Migrations;

namespace Tandem.Kernel.Migrations;

/// <summary>A forecast keeps how it came about.</summary>
[DbContext(typeof(TandemDb))]
[Migration("20261122000070_GroundsOfTheForecast")]
public sealed class GroundsOfTheForecast : Migration
{
    protected override void Up(MigrationBuilder builder) =>
        builder.AddColumn<string>(name: "grounds_json", table: "forecast_runs", nullable: false, defaultValue: "null");
}
