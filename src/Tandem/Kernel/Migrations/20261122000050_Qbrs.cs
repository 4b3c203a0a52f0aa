using Microsoft.EntityFrameworkCore.Infrastructure;
using Microsoft.EntityFrameworkCore.Migrations;

namespace Tandem.Kernel.Migrations;

/// <summary>Quarterly business reviews: when, who, and the packs that were laid before them.</summary>
[DbContext(typeof(TandemDb))]
[Migration("20261122000050_Qbrs")]
public sealed class Qbrs : Migration
{
    protected override void Up(MigrationBuilder builder)
    {
        builder.CreateTable(
            name: "qbrs",
            columns: table => new
            {
                id = table.Column<Guid>(nullable: false),
                plan_id = table.Column<Guid>(nullable: false),
                partner_id = table.Column<Guid>(nullable: false),
                planned = table.Column<DateOnly>(nullable: true),
                starts = table.Column<DateTime>(nullable: false),
                lasts = table.Column<int>(nullable: false),
                place = table.Column<string>(nullable: false),
                agenda = table.Column<string>(nullable: false),
                state = table.Column<string>(nullable: false),
                sequence = table.Column<int>(nullable: false),
                invited = table.Column<DateTime>(nullable: false),
                reminded = table.Column<int>(nullable: true),
                minutes = table.Column<string>(nullable: false),
                reason = table.Column<string>(nullable: false),
                held = table.Column<DateTime>(nullable: true),
                revision = table.Column<int>(nullable: true),
                created = table.Column<DateTime>(nullable: false),
                version = table.Column<int>(nullable: false)
            },
            constraints: table => table.PrimaryKey("pk_qbrs", x => x.id));
        builder.CreateIndex("ix_qbrs_plan_id", "qbrs", "plan_id");
        builder.CreateIndex("ix_qbrs_partner_id_starts", "qbrs", ["partner_id", "starts"]);
        builder.CreateIndex("ix_qbrs_state_starts", "qbrs", ["state", "starts"]);

        builder.CreateTable(
            name: "qbr_attendees",
            columns: table => new
            {
                qbr_id = table.Column<Guid>(nullable: false),
                person_id = table.Column<Guid>(nullable: false),
                side = table.Column<string>(nullable: false)
            },
            constraints: table => table.PrimaryKey("pk_qbr_attendees", x => new { x.qbr_id, x.person_id }));
        builder.CreateIndex("ix_qbr_attendees_person_id", "qbr_attendees", "person_id");

        builder.CreateTable(
            name: "qbr_packs",
            columns: table => new
            {
                id = table.Column<Guid>(nullable: false),
                qbr_id = table.Column<Guid>(nullable: false),
                partner_id = table.Column<Guid>(nullable: false),
                as_of = table.Column<DateOnly>(nullable: false),
                made = table.Column<DateTime>(nullable: false),
                made_by = table.Column<Guid>(nullable: true),
                hash = table.Column<string>(nullable: false),
                body = table.Column<string>(nullable: false)
            },
            constraints: table => table.PrimaryKey("pk_qbr_packs", x => x.id));
        builder.CreateIndex("ix_qbr_packs_qbr_id_as_of", "qbr_packs", ["qbr_id", "as_of"], unique: true);
    }
}
