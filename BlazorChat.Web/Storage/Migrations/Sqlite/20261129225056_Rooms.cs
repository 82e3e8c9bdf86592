using System;
using Microsoft.EntityFrameworkCore.Migrations;

#nullable disable

namespace BlazorChat.Web.Storage.Migrations.Sqlite
{
    /// <inheritdoc />
    public partial class Rooms : Migration
    {
        /// <inheritdoc />
        protected override void Up(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.AddColumn<bool>(
                name: "Favourite",
                table: "members",
                type: "INTEGER",
                nullable: false,
                defaultValue: false);

            migrationBuilder.AddColumn<long>(
                name: "HiddenAt",
                table: "members",
                type: "INTEGER",
                nullable: true);

            migrationBuilder.AddColumn<bool>(
                name: "Muted",
                table: "members",
                type: "INTEGER",
                nullable: false,
                defaultValue: false);

            migrationBuilder.AddColumn<long>(
                name: "Messages",
                table: "entries",
                type: "INTEGER",
                nullable: false,
                defaultValue: 0L);

            migrationBuilder.AddColumn<long>(
                name: "ArchivedAt",
                table: "conversations",
                type: "INTEGER",
                nullable: true);

            migrationBuilder.AddColumn<int>(
                name: "Members",
                table: "conversations",
                type: "INTEGER",
                nullable: false,
                defaultValue: 0);

            migrationBuilder.AddColumn<long>(
                name: "Messages",
                table: "conversations",
                type: "INTEGER",
                nullable: false,
                defaultValue: 0L);

            migrationBuilder.CreateTable(
                name: "room_names",
                columns: table => new
                {
                    Key = table.Column<string>(type: "TEXT", nullable: false),
                    ConversationId = table.Column<string>(type: "TEXT", maxLength: 43, nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_room_names", x => x.Key);
                    table.ForeignKey(
                        name: "FK_room_names_conversations_ConversationId",
                        column: x => x.ConversationId,
                        principalTable: "conversations",
                        principalColumn: "Id",
                        onDelete: ReferentialAction.Cascade);
                });

            migrationBuilder.CreateTable(
                name: "room_offers",
                columns: table => new
                {
                    User = table.Column<Guid>(type: "TEXT", nullable: false),
                    Slot = table.Column<string>(type: "TEXT", nullable: false),
                    At = table.Column<long>(type: "INTEGER", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_room_offers", x => new { x.User, x.Slot });
                });

            migrationBuilder.CreateTable(
                name: "room_profiles",
                columns: table => new
                {
                    ConversationId = table.Column<string>(type: "TEXT", maxLength: 43, nullable: false),
                    Name = table.Column<string>(type: "TEXT", nullable: true),
                    Topic = table.Column<string>(type: "TEXT", nullable: false),
                    Colour = table.Column<string>(type: "TEXT", nullable: true),
                    Slot = table.Column<string>(type: "TEXT", nullable: true)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_room_profiles", x => x.ConversationId);
                    table.ForeignKey(
                        name: "FK_room_profiles_conversations_ConversationId",
                        column: x => x.ConversationId,
                        principalTable: "conversations",
                        principalColumn: "Id",
                        onDelete: ReferentialAction.Cascade);
                });

            migrationBuilder.CreateIndex(
                name: "conversations_open",
                table: "conversations",
                column: "Kind",
                filter: "\"Kind\" = 2");

            migrationBuilder.CreateIndex(
                name: "IX_room_names_ConversationId",
                table: "room_names",
                column: "ConversationId");

            migrationBuilder.CreateIndex(
                name: "IX_room_profiles_Slot",
                table: "room_profiles",
                column: "Slot",
                unique: true);

            migrationBuilder.CountWhatIsThere();
        }

        /// <inheritdoc />
        protected override void Down(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.DropTable(
                name: "room_names");

            migrationBuilder.DropTable(
                name: "room_offers");

            migrationBuilder.DropTable(
                name: "room_profiles");

            migrationBuilder.DropIndex(
                name: "conversations_open",
                table: "conversations");

            migrationBuilder.DropColumn(
                name: "Favourite",
                table: "members");

            migrationBuilder.DropColumn(
                name: "HiddenAt",
                table: "members");

            migrationBuilder.DropColumn(
                name: "Muted",
                table: "members");

            migrationBuilder.DropColumn(
                name: "Messages",
                table: "entries");

            migrationBuilder.DropColumn(
                name: "ArchivedAt",
                table: "conversations");

            migrationBuilder.DropColumn(
                name: "Members",
                table: "conversations");

            migrationBuilder.DropColumn(
                name: "Messages",
                table: "conversations");
        }
    }
}
