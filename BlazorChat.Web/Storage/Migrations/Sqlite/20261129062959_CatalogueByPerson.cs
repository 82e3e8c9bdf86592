using Microsoft.EntityFrameworkCore.Migrations;

#nullable disable

namespace BlazorChat.Web.Storage.Migrations.Sqlite
{
    /// <inheritdoc />
    public partial class CatalogueByPerson : Migration
    {
        /// <inheritdoc />
        protected override void Up(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.DropIndex(
                name: "IX_certified_keys_User_Device",
                table: "certified_keys");

            migrationBuilder.DropIndex(
                name: "IX_certificates_NotBefore_Serial_Kid",
                table: "certificates");

            migrationBuilder.CreateIndex(
                name: "IX_certified_keys_User_Device_Kid",
                table: "certified_keys",
                columns: new[] { "User", "Device", "Kid" });

            migrationBuilder.CreateIndex(
                name: "IX_certificates_NotBefore_Serial_Kid_NotAfter",
                table: "certificates",
                columns: new[] { "NotBefore", "Serial", "Kid", "NotAfter" });
        }

        /// <inheritdoc />
        protected override void Down(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.DropIndex(
                name: "IX_certified_keys_User_Device_Kid",
                table: "certified_keys");

            migrationBuilder.DropIndex(
                name: "IX_certificates_NotBefore_Serial_Kid_NotAfter",
                table: "certificates");

            migrationBuilder.CreateIndex(
                name: "IX_certified_keys_User_Device",
                table: "certified_keys",
                columns: new[] { "User", "Device" });

            migrationBuilder.CreateIndex(
                name: "IX_certificates_NotBefore_Serial_Kid",
                table: "certificates",
                columns: new[] { "NotBefore", "Serial", "Kid" });
        }
    }
}
