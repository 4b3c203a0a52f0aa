using Microsoft.EntityFrameworkCore.Infrastructure;
using Microsoft.EntityFrameworkCore.Migrations;

namespace Tandem.Kernel.Migrations;

/// <summary>The table of attention: one line per partner, written anew each night.</summary>
[DbContext(typeof(TandemDb))]
[Migration("20261122000062_Attention")]
public sealed class Attention : Migration
{
    protected override void Up(MigrationBuilder builder)
    {
        builder.CreateTable(
            name: "attention_lines",
            columns: table => new
            {
                partner_id = table.Column<Guid>(nullable: false),
                day = table.Column<DateOnly>(nullable: false),
                standing = table.Column<long>(nullable: false),
                standing_deals = table.Column<int>(nullable: false),
                silent = table.Column<long>(nullable: false),
                silence = table.Column<double>(nullable: true),
                score = table.Column<double>(nullable: true),
                gain = table.Column<long>(nullable: false)
            },
            constraints: table =>
            {
                table.PrimaryKey("pk_attention_lines", x => x.partner_id);
            });

        builder.CreateIndex(
            name: "ix_attention_lines_gain",
            table: "attention_lines",
            column: "gain");
    }
}
