using Microsoft.EntityFrameworkCore.Infrastructure;
using Microsoft.EntityFrameworkCore.Migrations;

namespace Tandem.Kernel.Migrations;

/// <summary>What the programme is to reach, and where Tandem stepped in.</summary>
[DbContext(typeof(TandemDb))]
[Migration("20261122000032_ObjectivesAndInterventions")]
public sealed class ObjectivesAndInterventions : Migration
{
    protected override void Up(MigrationBuilder builder)
    {
        builder.CreateTable(
            name: "objectives",
            columns: table => new
            {
                id = table.Column<Guid>(nullable: false),
                kpi = table.Column<string>(nullable: false),
                territory_id = table.Column<Guid>(nullable: true),
                starts = table.Column<DateOnly>(nullable: false),
                ends = table.Column<DateOnly>(nullable: false),
                amount = table.Column<double>(nullable: false),
                created = table.Column<DateTime>(nullable: false),
                archived = table.Column<DateTime>(nullable: true),
                version = table.Column<int>(nullable: false)
            },
            constraints: table => table.PrimaryKey("pk_objectives", x => x.id));
        builder.CreateIndex("ix_objectives_kpi_starts", "objectives", ["kpi", "starts"]);

        builder.CreateTable(
            name: "interventions",
            columns: table => new
            {
                id = table.Column<Guid>(nullable: false),
                plan_id = table.Column<Guid>(nullable: false),
                partner_id = table.Column<Guid>(nullable: false),
                rule = table.Column<string>(nullable: false),
                rules = table.Column<int>(nullable: false),
                action = table.Column<string>(nullable: false),
                held_out = table.Column<bool>(nullable: false),
                step_id = table.Column<Guid>(nullable: true),
                opened = table.Column<DateTime>(nullable: false),
                at = table.Column<double>(nullable: false),
                outcome = table.Column<string>(nullable: false),
                ended = table.Column<DateTime>(nullable: true),
                then = table.Column<double>(nullable: true),
                cleared = table.Column<DateTime>(nullable: true)
            },
            constraints: table => table.PrimaryKey("pk_interventions", x => x.id));
        builder.CreateIndex("ix_interventions_plan_id_rule", "interventions", ["plan_id", "rule"]);
        builder.CreateIndex("ix_interventions_opened", "interventions", "opened");
    }
}
