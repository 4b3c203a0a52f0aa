using Microsoft.EntityFrameworkCore.Infrastructure;
using Microsoft.EntityFrameworkCore.Migrations;

namespace Tandem.Kernel.Migrations;

/// <summary>How partners stood in their tiers is kept by days, so that it can be read as of any of them.</summary>
[DbContext(typeof(TandemDb))]
[Migration("20261122000043_TierHistory")]
public sealed class TierHistory : Migration
{
    protected override void Up(MigrationBuilder builder)
    {
        builder.CreateTable(
            name: "tier_history",
            columns: table => new
            {
                partner_id = table.Column<Guid>(nullable: false),
                known = table.Column<DateOnly>(nullable: false),
                until = table.Column<DateOnly>(nullable: false),
                tier = table.Column<string>(nullable: false),
                since = table.Column<DateOnly>(nullable: false),
                qualifies = table.Column<string>(nullable: false),
                progress = table.Column<double>(nullable: true),
                short_since = table.Column<DateOnly>(nullable: true),
                down_on = table.Column<DateOnly>(nullable: true),
                held_until = table.Column<DateOnly>(nullable: true),
                rules = table.Column<int>(nullable: false)
            },
            constraints: table => table.PrimaryKey("pk_tier_history", x => new { x.partner_id, x.known }));
        builder.CreateIndex("ix_tier_history_until_progress", "tier_history", ["until", "progress"]);

        // What is known of the past: how everybody stands, from the day it was judged last.
        var (day, never) = ActiveProvider == "Npgsql.EntityFrameworkCore.PostgreSQL" ? ("CAST(s.judged AT TIME ZONE 'UTC' AS date)", "DATE 'infinity'") : ("substr(s.judged, 1, 10)", "'9999-12-31'");
        builder.Sql($"""
            INSERT INTO tier_history (partner_id, known, until, tier, since, qualifies, progress, short_since, down_on, held_until, rules)
            SELECT s.partner_id, {day}, {never}, p.tier, s.since, s.qualifies, s.progress, s.short_since, s.down_on, s.held_until, s.rules
            FROM tier_standings s JOIN partners p ON p.id = s.partner_id
            """);
        builder.DropTable("tier_standings");
    }
}
