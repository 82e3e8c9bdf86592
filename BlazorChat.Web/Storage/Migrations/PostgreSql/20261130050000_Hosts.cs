using BlazorChat.Web.Storage.Hosts;
using Microsoft.EntityFrameworkCore.Migrations;

#nullable disable

namespace BlazorChat.Web.Storage.Migrations.PostgreSql
{
    /// <inheritdoc />
    public partial class Hosts : Migration
    {
        /// <inheritdoc />
        protected override void Up(MigrationBuilder migrationBuilder) => migrationBuilder.Sql(HostTables.Make);

        /// <inheritdoc />
        protected override void Down(MigrationBuilder migrationBuilder) => migrationBuilder.Sql("""
            DROP FUNCTION blazorchat_note_change() CASCADE;
            DROP TABLE "hosts", "host_changes", "host_presence", "data_protection_keys";
            """);
    }
}
