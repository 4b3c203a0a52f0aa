using Microsoft.EntityFrameworkCore.Infrastructure;
using Microsoft.EntityFrameworkCore.Migrations;

namespace Tandem.Kernel.Migrations;

/// <summary>Capability, capacity and commitment of partners, with their history.</summary>
[DbContext(typeof(TandemDb))]
[Migration("20261122000040_C3Scores")]
public sealed class C3Scores : Migration
{
    protected override void Up(MigrationBuilder builder)
    {
        builder.CreateTable(
            name: "c3_scores",
            columns: table => new
            {
                partner_id = table.Column<Guid>(nullable: false),
                known = table.Column<DateOnly>(nullable: false),
                until = table.Column<DateOnly>(nullable: false),
                capability = table.Column<double>(nullable: true),
                capacity = table.Column<double>(nullable: true),
                commitment = table.Column<double>(nullable: true),
                overall = table.Column<double>(nullable: true),
                rules = table.Column<int>(nullable: false),
                type = table.Column<string>(nullable: false)
            },
            constraints: table => table.PrimaryKey("pk_c3_scores", x => new { x.partner_id, x.known }));
        builder.CreateIndex("ix_c3_scores_until_overall", "c3_scores", ["until", "overall"]);
    }
}
