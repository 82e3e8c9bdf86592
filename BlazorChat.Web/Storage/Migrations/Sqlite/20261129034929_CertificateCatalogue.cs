using Microsoft.EntityFrameworkCore.Migrations;

#nullable disable

namespace BlazorChat.Web.Storage.Migrations.Sqlite
{
    /// <inheritdoc />
    public partial class CertificateCatalogue : Migration
    {
        /// <inheritdoc />
        protected override void Up(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.DropIndex(
                name: "IX_certificates_Kid",
                table: "certificates");

            migrationBuilder.DropIndex(
                name: "IX_certificates_NotAfter",
                table: "certificates");

            migrationBuilder.CreateIndex(
                name: "IX_certified_keys_State_Kid",
                table: "certified_keys",
                columns: new[] { "State", "Kid" });

            migrationBuilder.CreateIndex(
                name: "IX_certified_keys_Use_Device_Kid",
                table: "certified_keys",
                columns: new[] { "Use", "Device", "Kid" });

            migrationBuilder.CreateIndex(
                name: "IX_certificates_Kid_NotAfter",
                table: "certificates",
                columns: new[] { "Kid", "NotAfter" });

            migrationBuilder.CreateIndex(
                name: "IX_certificates_NotAfter_Serial_Kid",
                table: "certificates",
                columns: new[] { "NotAfter", "Serial", "Kid" });

            migrationBuilder.CreateIndex(
                name: "IX_certificates_NotBefore_Serial_Kid",
                table: "certificates",
                columns: new[] { "NotBefore", "Serial", "Kid" });

            migrationBuilder.CreateIndex(
                name: "IX_authority_ledger_Detail",
                table: "authority_ledger",
                column: "Detail");

            migrationBuilder.CreateIndex(
                name: "IX_authority_ledger_Kid",
                table: "authority_ledger",
                column: "Kid");
        }

        /// <inheritdoc />
        protected override void Down(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.DropIndex(
                name: "IX_certified_keys_State_Kid",
                table: "certified_keys");

            migrationBuilder.DropIndex(
                name: "IX_certified_keys_Use_Device_Kid",
                table: "certified_keys");

            migrationBuilder.DropIndex(
                name: "IX_certificates_Kid_NotAfter",
                table: "certificates");

            migrationBuilder.DropIndex(
                name: "IX_certificates_NotAfter_Serial_Kid",
                table: "certificates");

            migrationBuilder.DropIndex(
                name: "IX_certificates_NotBefore_Serial_Kid",
                table: "certificates");

            migrationBuilder.DropIndex(
                name: "IX_authority_ledger_Detail",
                table: "authority_ledger");

            migrationBuilder.DropIndex(
                name: "IX_authority_ledger_Kid",
                table: "authority_ledger");

            migrationBuilder.CreateIndex(
                name: "IX_certificates_Kid",
                table: "certificates",
                column: "Kid");

            migrationBuilder.CreateIndex(
                name: "IX_certificates_NotAfter",
                table: "certificates",
                column: "NotAfter");
        }
    }
}
