using Microsoft.EntityFrameworkCore.Infrastructure;
using Microsoft.EntityFrameworkCore.Migrations;

namespace Tandem.Kernel.Migrations;

/// <summary>The table of the conflict check's nightly trial.</summary>
[DbContext(typeof(TandemDb))]
[Migration("20261122000064_MatchingRuns")]
public sealed class MatchingRuns : Migration
{
    protected override void Up(MigrationBuilder builder)
    {
        builder.CreateTable(
            name: "matching_runs",
            columns: table => new
            {
                day = table.Column<DateOnly>(nullable: false),
                made = table.Column<DateTime>(nullable: false),
                since = table.Column<DateOnly>(nullable: false),
                registrations = table.Column<int>(nullable: false),
                recent = table.Column<int>(nullable: false),
                mailed = table.Column<int>(nullable: false),
                claims = table.Column<int>(nullable: false),
                cases_json = table.Column<string>(nullable: false)
            },
            constraints: table =>
            {
                table.PrimaryKey("pk_matching_runs", x => x.day);
            });
    }
}
