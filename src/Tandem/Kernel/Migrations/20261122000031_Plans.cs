using Microsoft.EntityFrameworkCore.Infrastructure;
using Microsoft.EntityFrameworkCore.Migrations;

namespace Tandem.Kernel.Migrations;

/// <summary>Joint performance plans: versions, proposals, promises and their health by day.</summary>
[DbContext(typeof(TandemDb))]
[Migration("20261122000031_Plans")]
public sealed class Plans : Migration
{
    protected override void Up(MigrationBuilder builder)
    {
        builder.CreateTable(
            name: "plans",
            columns: table => new
            {
                id = table.Column<Guid>(nullable: false),
                reference = table.Column<string>(nullable: false),
                partner_id = table.Column<Guid>(nullable: false),
                title = table.Column<string>(nullable: false),
                vendor_lead_id = table.Column<Guid>(nullable: true),
                partner_lead_id = table.Column<Guid>(nullable: true),
                state = table.Column<string>(nullable: false),
                template_code = table.Column<string>(nullable: false),
                template_version = table.Column<int>(nullable: false),
                starts = table.Column<DateOnly>(nullable: false),
                ends = table.Column<DateOnly>(nullable: false),
                in_force = table.Column<int>(nullable: false),
                negotiated = table.Column<int>(nullable: true),
                health = table.Column<double>(nullable: true),
                track = table.Column<string>(nullable: false),
                measured = table.Column<DateTime>(nullable: true),
                created = table.Column<DateTime>(nullable: false),
                closed = table.Column<DateTime>(nullable: true),
                kept = table.Column<bool>(nullable: true),
                version = table.Column<int>(nullable: false)
            },
            constraints: table => table.PrimaryKey("pk_plans", x => x.id));
        builder.CreateIndex("ix_plans_reference", "plans", "reference", unique: true);
        builder.CreateIndex("ix_plans_partner_id", "plans", "partner_id");
        builder.CreateIndex("ix_plans_state_ends", "plans", ["state", "ends"]);

        builder.CreateTable(
            name: "plan_versions",
            columns: table => new
            {
                id = table.Column<Guid>(nullable: false),
                plan_id = table.Column<Guid>(nullable: false),
                number = table.Column<int>(nullable: false),
                reason = table.Column<string>(nullable: false),
                text_id = table.Column<Guid>(nullable: true),
                opened = table.Column<DateTime>(nullable: false),
                agreed = table.Column<DateTime>(nullable: true),
                over = table.Column<DateTime>(nullable: true),
                version = table.Column<int>(nullable: false)
            },
            constraints: table => table.PrimaryKey("pk_plan_versions", x => x.id));
        builder.CreateIndex("ix_plan_versions_plan_id_number", "plan_versions", ["plan_id", "number"]);

        builder.CreateTable(
            name: "plan_proposals",
            columns: table => new
            {
                id = table.Column<Guid>(nullable: false),
                version_id = table.Column<Guid>(nullable: false),
                number = table.Column<int>(nullable: false),
                by_vendor = table.Column<bool>(nullable: false),
                by = table.Column<Guid>(nullable: true),
                at = table.Column<DateTime>(nullable: false),
                body = table.Column<string>(nullable: false)
            },
            constraints: table => table.PrimaryKey("pk_plan_proposals", x => x.id));
        builder.CreateIndex("ix_plan_proposals_version_id_number", "plan_proposals", ["version_id", "number"], unique: true);

        builder.CreateTable(
            name: "plan_targets",
            columns: table => new
            {
                plan_id = table.Column<Guid>(nullable: false),
                key = table.Column<string>(nullable: false),
                partner_id = table.Column<Guid>(nullable: false),
                number = table.Column<int>(nullable: false),
                side = table.Column<string>(nullable: false),
                kpi = table.Column<string>(nullable: false),
                cadence = table.Column<string>(nullable: false),
                amount = table.Column<double>(nullable: false),
                weight = table.Column<int>(nullable: false),
                baseline = table.Column<double>(nullable: true),
                actual = table.Column<double>(nullable: true),
                expected = table.Column<double>(nullable: true),
                share = table.Column<double>(nullable: true)
            },
            constraints: table => table.PrimaryKey("pk_plan_targets", x => new { x.plan_id, x.key }));
        builder.CreateIndex("ix_plan_targets_kpi", "plan_targets", "kpi");

        builder.CreateTable(
            name: "plan_health_days",
            columns: table => new
            {
                plan_id = table.Column<Guid>(nullable: false),
                day = table.Column<DateOnly>(nullable: false),
                health = table.Column<double>(nullable: true),
                of_partner = table.Column<double>(nullable: true),
                of_vendor = table.Column<double>(nullable: true),
                track = table.Column<string>(nullable: false),
                rules = table.Column<int>(nullable: false)
            },
            constraints: table => table.PrimaryKey("pk_plan_health_days", x => new { x.plan_id, x.day }));
    }
}
