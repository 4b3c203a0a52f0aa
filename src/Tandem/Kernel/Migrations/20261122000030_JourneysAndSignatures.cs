using Microsoft.EntityFrameworkCore.Infrastructure;
using Microsoft.EntityFrameworkCore.Migrations;

namespace Tandem.Kernel.Migrations;

/// <summary>Work in steps that both sides promise, and the evidence of what they signed.</summary>
[DbContext(typeof(TandemDb))]
[Migration("20261122000030_JourneysAndSignatures")]
public sealed class JourneysAndSignatures : Migration
{
    protected override void Up(MigrationBuilder builder)
    {
        builder.CreateTable(
            name: "journeys",
            columns: table => new
            {
                id = table.Column<Guid>(nullable: false),
                kind = table.Column<string>(nullable: false),
                subject_kind = table.Column<string>(nullable: true),
                subject_id = table.Column<Guid>(nullable: true),
                partner_id = table.Column<Guid>(nullable: true),
                audience = table.Column<string>(nullable: false),
                opened_by = table.Column<Guid>(nullable: true),
                opened = table.Column<DateTime>(nullable: false),
                closed = table.Column<DateTime>(nullable: true),
                version = table.Column<int>(nullable: false)
            },
            constraints: table => table.PrimaryKey("pk_journeys", x => x.id));
        builder.CreateIndex("ix_journeys_subject_id", "journeys", "subject_id");
        builder.CreateIndex("ix_journeys_partner_id", "journeys", "partner_id");

        builder.CreateTable(
            name: "journey_steps",
            columns: table => new
            {
                id = table.Column<Guid>(nullable: false),
                journey_id = table.Column<Guid>(nullable: false),
                number = table.Column<int>(nullable: false),
                key = table.Column<string>(nullable: true),
                title = table.Column<string>(nullable: false),
                text = table.Column<string>(nullable: false),
                side = table.Column<string>(nullable: false),
                person_id = table.Column<Guid>(nullable: true),
                due = table.Column<DateOnly>(nullable: true),
                after = table.Column<int>(nullable: true),
                needs_evidence = table.Column<bool>(nullable: false),
                status = table.Column<string>(nullable: false),
                evidence = table.Column<string>(nullable: false),
                finished = table.Column<DateTime>(nullable: true),
                finished_by = table.Column<Guid>(nullable: true),
                told_late = table.Column<DateTime>(nullable: true),
                version = table.Column<int>(nullable: false)
            },
            constraints: table =>
            {
                table.PrimaryKey("pk_journey_steps", x => x.id);
                table.ForeignKey("fk_journey_steps_journeys_journey_id", x => x.journey_id, "journeys", "id", onDelete: ReferentialAction.Cascade);
            });
        builder.CreateIndex("ix_journey_steps_journey_id", "journey_steps", "journey_id");
        builder.CreateIndex("ix_journey_steps_person_id_status", "journey_steps", ["person_id", "status"]);
        builder.CreateIndex("ix_journey_steps_status_due", "journey_steps", ["status", "due"]);

        builder.CreateTable(
            name: "signed_texts",
            columns: table => new
            {
                id = table.Column<Guid>(nullable: false),
                subject_kind = table.Column<string>(nullable: false),
                subject_id = table.Column<Guid>(nullable: false),
                partner_id = table.Column<Guid>(nullable: false),
                title = table.Column<string>(nullable: false),
                text = table.Column<string>(nullable: false),
                salt = table.Column<string>(nullable: false),
                hash = table.Column<string>(nullable: false),
                shown = table.Column<DateTime>(nullable: false)
            },
            constraints: table => table.PrimaryKey("pk_signed_texts", x => x.id));
        builder.CreateIndex("ix_signed_texts_subject_id", "signed_texts", "subject_id");

        builder.CreateTable(
            name: "signatures",
            columns: table => new
            {
                id = table.Column<Guid>(nullable: false),
                text_id = table.Column<Guid>(nullable: false),
                person_id = table.Column<Guid>(nullable: false),
                organisation_id = table.Column<Guid>(nullable: false),
                for_vendor = table.Column<bool>(nullable: false),
                signer = table.Column<string>(nullable: false),
                firm = table.Column<string>(nullable: false),
                authority = table.Column<string>(nullable: false),
                hash = table.Column<string>(nullable: false),
                through = table.Column<Guid>(nullable: true),
                at = table.Column<DateTime>(nullable: false)
            },
            constraints: table => table.PrimaryKey("pk_signatures", x => x.id));
        builder.CreateIndex("ix_signatures_text_id_organisation_id", "signatures", ["text_id", "organisation_id"], unique: true);
    }
}
