using Microsoft.EntityFrameworkCore.Infrastructure;
using Microsoft.EntityFrameworkCore.Migrations;

namespace Tandem.Kernel.Migrations;

/// <summary>A touch may stand on an event of the log.</summary>
[DbContext(typeof(TandemDb))]
[Migration("20261122000065_TouchesOfTheLog")]
public sealed class TouchesOfTheLog : Migration
{
    protected override void Up(MigrationBuilder builder) =>
        builder.AddColumn<Guid>(name: "event_id", table: "touches", nullable: true);
}
