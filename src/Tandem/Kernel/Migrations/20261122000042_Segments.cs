using Microsoft.EntityFrameworkCore.Infrastructure;
using Microsoft.EntityFrameworkCore.Migrations;

namespace Tandem.Kernel.Migrations;

/// <summary>Segments of partners with their history, marks on the ideal, and exceptions.</summary>
[DbContext(typeof(TandemDb))]
[Migration("20261122000042_Segments")]
public sealed class Segments : Migration
{
    protected override void Up(MigrationBuilder builder)
    {
        builder.CreateTable(
            name: "segment_memberships",
            columns: table => new
            {
                partner_id = table.Column<Guid>(nullable: false),
                known = table.Column<DateOnly>(nullable: false),
                until = table.Column<DateOnly>(nullable: false),
                segment = table.Column<string>(nullable: false),
                since = table.Column<DateOnly>(nullable: false),
                distance = table.Column<double>(nullable: true),
                by_exception = table.Column<bool>(nullable: false),
                rules = table.Column<int>(nullable: false),
                evidence = table.Column<string>(nullable: false)
            },
            constraints: table => table.PrimaryKey("pk_segment_memberships", x => new { x.partner_id, x.known }));
        builder.CreateIndex("ix_segment_memberships_until_segment", "segment_memberships", ["until", "segment"]);

        builder.CreateTable(
            name: "ideal_marks",
            columns: table => new
            {
                id = table.Column<Guid>(nullable: false),
                partner_id = table.Column<Guid>(nullable: false),
                criterion = table.Column<string>(nullable: false),
                mark = table.Column<int>(nullable: false),
                reason = table.Column<string>(nullable: false),
                day = table.Column<DateOnly>(nullable: false),
                at = table.Column<DateTime>(nullable: false),
                by = table.Column<Guid>(nullable: true)
            },
            constraints: table => table.PrimaryKey("pk_ideal_marks", x => x.id));
        builder.CreateIndex("ix_ideal_marks_partner_id_criterion_at", "ideal_marks", ["partner_id", "criterion", "at"]);

        builder.CreateTable(
            name: "segment_exceptions",
            columns: table => new
            {
                id = table.Column<Guid>(nullable: false),
                partner_id = table.Column<Guid>(nullable: false),
                segment = table.Column<string>(nullable: false),
                reason = table.Column<string>(nullable: false),
                from_day = table.Column<DateOnly>(nullable: false),
                to_day = table.Column<DateOnly>(nullable: false),
                at = table.Column<DateTime>(nullable: false),
                by = table.Column<Guid>(nullable: true)
            },
            constraints: table => table.PrimaryKey("pk_segment_exceptions", x => x.id));
        builder.CreateIndex("ix_segment_exceptions_partner_id_to_day", "segment_exceptions", ["partner_id", "to_day"]);
    }
}
