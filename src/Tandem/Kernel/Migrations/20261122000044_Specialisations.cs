using Microsoft.EntityFrameworkCore.Infrastructure;
using Microsoft.EntityFrameworkCore.Migrations;

namespace Tandem.Kernel.Migrations;

/// <summary>How partners stand towards specialisations, by days.</summary>
[DbContext(typeof(TandemDb))]
[Migration("20261122000044_Specialisations")]
public sealed class Specialisations : Migration
{
    protected override void Up(MigrationBuilder builder)
    {
        builder.CreateTable(
            name: "specialisation_history",
            columns: table => new
            {
                id = table.Column<Guid>(nullable: false),
                partner_id = table.Column<Guid>(nullable: false),
                code = table.Column<string>(nullable: false),
                known = table.Column<DateOnly>(nullable: false),
                until = table.Column<DateOnly>(nullable: false),
                since = table.Column<DateOnly>(nullable: true),
                valid_until = table.Column<DateOnly>(nullable: true),
                due_since = table.Column<DateOnly>(nullable: true),
                progress = table.Column<double>(nullable: false),
                rules = table.Column<int>(nullable: false)
            },
            constraints: table => table.PrimaryKey("pk_specialisation_history", x => x.id));
        builder.CreateIndex("ix_specialisation_history_partner_id_code_known", "specialisation_history", ["partner_id", "code", "known"], unique: true);
        builder.CreateIndex("ix_specialisation_history_until_progress", "specialisation_history", ["until", "progress"]);
    }
}
