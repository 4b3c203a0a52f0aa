using Microsoft.EntityFrameworkCore.Infrastructure;
using Microsoft.EntityFrameworkCore.Migrations;

namespace Tandem.Kernel.Migrations;

/// <summary>A forecast keeps what the quarters before it brought.</summary>
[DbContext(typeof(TandemDb))]
[Migration("20261122000069_PastOfTheForecast")]
public sealed class PastOfTheForecast : Migration
{
    protected override void Up(MigrationBuilder builder) =>
        builder.AddColumn<string>(name: "past_json", table: "forecast_runs", nullable: false, defaultValue: "[]");
}
