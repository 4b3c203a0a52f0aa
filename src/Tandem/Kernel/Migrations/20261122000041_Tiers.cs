using Microsoft.EntityFrameworkCore.Infrastructure;
using Microsoft.EntityFrameworkCore.Migrations;

namespace Tandem.Kernel.Migrations;

/// <summary>How partners stand in their tiers, and every move.</summary>
[DbContext(typeof(TandemDb))]
[Migration("20261122000041_Tiers")]
public sealed class Tiers : Migration
{
    protected override void Up(MigrationBuilder builder)
    {
        builder.CreateTable(
            name: "tier_standings",
            columns: table => new
            {
                partner_id = table.Column<Guid>(nullable: false),
                since = table.Column<DateOnly>(nullable: false),
                qualifies = table.Column<string>(nullable: false),
                progress = table.Column<double>(nullable: true),
                short_since = table.Column<DateOnly>(nullable: true),
                down_on = table.Column<DateOnly>(nullable: true),
                held_until = table.Column<DateOnly>(nullable: true),
                rules = table.Column<int>(nullable: false),
                judged = table.Column<DateTime>(nullable: false)
            },
            constraints: table => table.PrimaryKey("pk_tier_standings", x => x.partner_id));
        builder.CreateIndex("ix_tier_standings_down_on", "tier_standings", "down_on");

        builder.CreateTable(
            name: "tier_moves",
            columns: table => new
            {
                id = table.Column<Guid>(nullable: false),
                partner_id = table.Column<Guid>(nullable: false),
                from_tier = table.Column<string>(nullable: false),
                to_tier = table.Column<string>(nullable: false),
                day = table.Column<DateOnly>(nullable: false),
                at = table.Column<DateTime>(nullable: false),
                kind = table.Column<string>(nullable: false),
                rules = table.Column<int>(nullable: false),
                reason = table.Column<string>(nullable: false),
                by = table.Column<Guid>(nullable: true)
            },
            constraints: table => table.PrimaryKey("pk_tier_moves", x => x.id));
        builder.CreateIndex("ix_tier_moves_partner_id_at", "tier_moves", ["partner_id", "at"]);
        builder.CreateIndex("ix_tier_moves_day", "tier_moves", "day");
    }
}
