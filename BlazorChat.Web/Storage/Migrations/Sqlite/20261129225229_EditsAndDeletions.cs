using Microsoft.EntityFrameworkCore.Migrations;

#nullable disable

namespace BlazorChat.Web.Storage.Migrations.Sqlite
{
    /// <inheritdoc />
    public partial class EditsAndDeletions : Migration
    {
        /// <inheritdoc />
        protected override void Up(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.AddColumn<long>(
                name: "About",
                table: "entries",
                type: "INTEGER",
                nullable: true);

            migrationBuilder.AddColumn<long>(
                name: "RemovedBy",
                table: "entries",
                type: "INTEGER",
                nullable: true);

            migrationBuilder.CreateIndex(
                name: "entries_about",
                table: "entries",
                columns: new[] { "ConversationId", "About", "Seq" },
                filter: "\"About\" IS NOT NULL");
        }

        /// <inheritdoc />
        protected override void Down(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.DropIndex(
                name: "entries_about",
                table: "entries");

            migrationBuilder.DropColumn(
                name: "About",
                table: "entries");

            migrationBuilder.DropColumn(
                name: "RemovedBy",
                table: "entries");
        }
    }
}
