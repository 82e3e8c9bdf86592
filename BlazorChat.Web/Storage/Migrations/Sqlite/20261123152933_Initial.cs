using System;
using Microsoft.EntityFrameworkCore.Migrations;

#nullable disable

namespace BlazorChat.Web.Storage.Migrations.Sqlite
{
    /// <inheritdoc />
    public partial class Initial : Migration
    {
        /// <inheritdoc />
        protected override void Up(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.CreateTable(
                name: "administrator_links",
                columns: table => new
                {
                    Hash = table.Column<string>(type: "TEXT", maxLength: 43, nullable: false),
                    CreatedAt = table.Column<long>(type: "INTEGER", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_administrator_links", x => x.Hash);
                });

            migrationBuilder.CreateTable(
                name: "authority_ledger",
                columns: table => new
                {
                    Seq = table.Column<long>(type: "INTEGER", nullable: false),
                    At = table.Column<long>(type: "INTEGER", nullable: false),
                    Act = table.Column<string>(type: "TEXT", maxLength: 16, nullable: false),
                    Actor = table.Column<string>(type: "TEXT", maxLength: 64, nullable: false),
                    User = table.Column<Guid>(type: "TEXT", nullable: true),
                    Device = table.Column<string>(type: "TEXT", maxLength: 36, nullable: true),
                    Kid = table.Column<string>(type: "TEXT", maxLength: 43, nullable: true),
                    Serial = table.Column<string>(type: "TEXT", maxLength: 40, nullable: true),
                    Reason = table.Column<string>(type: "TEXT", maxLength: 64, nullable: true),
                    Detail = table.Column<string>(type: "TEXT", maxLength: 128, nullable: true),
                    Prev = table.Column<string>(type: "TEXT", maxLength: 64, nullable: false),
                    Hash = table.Column<string>(type: "TEXT", maxLength: 64, nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_authority_ledger", x => x.Seq);
                });

            migrationBuilder.CreateTable(
                name: "certified_keys",
                columns: table => new
                {
                    Kid = table.Column<string>(type: "TEXT", maxLength: 43, nullable: false),
                    User = table.Column<Guid>(type: "TEXT", nullable: false),
                    Device = table.Column<string>(type: "TEXT", maxLength: 36, nullable: false),
                    Use = table.Column<string>(type: "TEXT", maxLength: 8, nullable: false),
                    PublicKey = table.Column<byte[]>(type: "BLOB", nullable: false),
                    State = table.Column<string>(type: "TEXT", maxLength: 8, nullable: false),
                    Since = table.Column<long>(type: "INTEGER", nullable: true),
                    Reason = table.Column<string>(type: "TEXT", maxLength: 32, nullable: true),
                    ChangedSeq = table.Column<long>(type: "INTEGER", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_certified_keys", x => x.Kid);
                });

            migrationBuilder.CreateTable(
                name: "conversations",
                columns: table => new
                {
                    Id = table.Column<string>(type: "TEXT", maxLength: 43, nullable: false),
                    Kind = table.Column<int>(type: "INTEGER", nullable: false),
                    History = table.Column<int>(type: "INTEGER", nullable: false),
                    LastSeq = table.Column<long>(type: "INTEGER", nullable: false),
                    LastAt = table.Column<long>(type: "INTEGER", nullable: false),
                    RecipientsVersion = table.Column<long>(type: "INTEGER", nullable: false),
                    RoomN = table.Column<long>(type: "INTEGER", nullable: false),
                    RoomHead = table.Column<string>(type: "TEXT", maxLength: 43, nullable: false),
                    DmPair = table.Column<string>(type: "TEXT", maxLength: 73, nullable: true)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_conversations", x => x.Id);
                });

            migrationBuilder.CreateTable(
                name: "devices",
                columns: table => new
                {
                    Sig = table.Column<string>(type: "TEXT", maxLength: 43, nullable: false),
                    UserId = table.Column<Guid>(type: "TEXT", nullable: false),
                    Device = table.Column<string>(type: "TEXT", maxLength: 36, nullable: false),
                    Enc = table.Column<string>(type: "TEXT", maxLength: 43, nullable: false),
                    AddedAt = table.Column<long>(type: "INTEGER", nullable: false),
                    RemovedAt = table.Column<long>(type: "INTEGER", nullable: true),
                    Settled = table.Column<bool>(type: "INTEGER", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_devices", x => x.Sig);
                });

            migrationBuilder.CreateTable(
                name: "directory_accounts",
                columns: table => new
                {
                    Id = table.Column<Guid>(type: "TEXT", nullable: false),
                    Username = table.Column<string>(type: "TEXT", maxLength: 32, nullable: false),
                    DisplayName = table.Column<string>(type: "TEXT", maxLength: 128, nullable: false),
                    SearchText = table.Column<string>(type: "TEXT", nullable: false),
                    PasswordHash = table.Column<string>(type: "TEXT", maxLength: 256, nullable: false),
                    Disabled = table.Column<bool>(type: "INTEGER", nullable: false),
                    CreatedAt = table.Column<long>(type: "INTEGER", nullable: false),
                    PasswordChangedAt = table.Column<long>(type: "INTEGER", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_directory_accounts", x => x.Id);
                });

            migrationBuilder.CreateTable(
                name: "pending_resets",
                columns: table => new
                {
                    UserId = table.Column<Guid>(type: "TEXT", nullable: false),
                    DeviceId = table.Column<Guid>(type: "TEXT", nullable: false),
                    Hash = table.Column<string>(type: "TEXT", maxLength: 43, nullable: false),
                    Jws = table.Column<string>(type: "TEXT", nullable: false),
                    At = table.Column<long>(type: "INTEGER", nullable: false),
                    ApprovedOnHost = table.Column<bool>(type: "INTEGER", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_pending_resets", x => x.UserId);
                });

            migrationBuilder.CreateTable(
                name: "recovery_blobs",
                columns: table => new
                {
                    UserId = table.Column<Guid>(type: "TEXT", nullable: false),
                    Sig = table.Column<string>(type: "TEXT", maxLength: 43, nullable: false),
                    Enc = table.Column<string>(type: "TEXT", maxLength: 43, nullable: false),
                    Jwe = table.Column<string>(type: "TEXT", nullable: false),
                    At = table.Column<long>(type: "INTEGER", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_recovery_blobs", x => new { x.UserId, x.Sig });
                });

            migrationBuilder.CreateTable(
                name: "revocation_lists",
                columns: table => new
                {
                    Issuer = table.Column<string>(type: "TEXT", maxLength: 64, nullable: false),
                    Number = table.Column<long>(type: "INTEGER", nullable: false),
                    ThisUpdate = table.Column<long>(type: "INTEGER", nullable: false),
                    NextUpdate = table.Column<long>(type: "INTEGER", nullable: false),
                    Covers = table.Column<long>(type: "INTEGER", nullable: false),
                    Der = table.Column<byte[]>(type: "BLOB", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_revocation_lists", x => x.Issuer);
                });

            migrationBuilder.CreateTable(
                name: "user_chain_entries",
                columns: table => new
                {
                    UserId = table.Column<Guid>(type: "TEXT", nullable: false),
                    N = table.Column<long>(type: "INTEGER", nullable: false),
                    Hash = table.Column<string>(type: "TEXT", maxLength: 43, nullable: false),
                    Jws = table.Column<string>(type: "TEXT", nullable: false),
                    At = table.Column<long>(type: "INTEGER", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_user_chain_entries", x => new { x.UserId, x.N });
                });

            migrationBuilder.CreateTable(
                name: "users",
                columns: table => new
                {
                    Id = table.Column<Guid>(type: "TEXT", nullable: false),
                    Username = table.Column<string>(type: "TEXT", maxLength: 256, nullable: false),
                    DisplayName = table.Column<string>(type: "TEXT", maxLength: 256, nullable: false),
                    Mail = table.Column<string>(type: "TEXT", maxLength: 320, nullable: true),
                    Role = table.Column<string>(type: "TEXT", maxLength: 16, nullable: false),
                    Disabled = table.Column<bool>(type: "INTEGER", nullable: false),
                    CreatedAt = table.Column<long>(type: "INTEGER", nullable: false),
                    LastSignInAt = table.Column<long>(type: "INTEGER", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_users", x => x.Id);
                });

            migrationBuilder.CreateTable(
                name: "certificates",
                columns: table => new
                {
                    Serial = table.Column<string>(type: "TEXT", maxLength: 40, nullable: false),
                    Issuer = table.Column<string>(type: "TEXT", maxLength: 64, nullable: false),
                    Kid = table.Column<string>(type: "TEXT", maxLength: 43, nullable: false),
                    NotBefore = table.Column<long>(type: "INTEGER", nullable: false),
                    NotAfter = table.Column<long>(type: "INTEGER", nullable: false),
                    IssuedSeq = table.Column<long>(type: "INTEGER", nullable: false),
                    Der = table.Column<byte[]>(type: "BLOB", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_certificates", x => x.Serial);
                    table.ForeignKey(
                        name: "FK_certificates_certified_keys_Kid",
                        column: x => x.Kid,
                        principalTable: "certified_keys",
                        principalColumn: "Kid",
                        onDelete: ReferentialAction.Restrict);
                });

            migrationBuilder.CreateTable(
                name: "entries",
                columns: table => new
                {
                    ConversationId = table.Column<string>(type: "TEXT", maxLength: 43, nullable: false),
                    Seq = table.Column<long>(type: "INTEGER", nullable: false),
                    At = table.Column<long>(type: "INTEGER", nullable: false),
                    Kind = table.Column<int>(type: "INTEGER", nullable: false),
                    User = table.Column<Guid>(type: "TEXT", nullable: false),
                    Device = table.Column<Guid>(type: "TEXT", nullable: false),
                    N = table.Column<long>(type: "INTEGER", nullable: false),
                    SessionKey = table.Column<string>(type: "TEXT", maxLength: 43, nullable: true),
                    Body = table.Column<string>(type: "TEXT", nullable: false),
                    Hash = table.Column<string>(type: "TEXT", maxLength: 43, nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_entries", x => new { x.ConversationId, x.Seq });
                    table.ForeignKey(
                        name: "FK_entries_conversations_ConversationId",
                        column: x => x.ConversationId,
                        principalTable: "conversations",
                        principalColumn: "Id",
                        onDelete: ReferentialAction.Cascade);
                });

            migrationBuilder.CreateTable(
                name: "key_bundles",
                columns: table => new
                {
                    Id = table.Column<long>(type: "INTEGER", nullable: false)
                        .Annotation("Sqlite:Autoincrement", true),
                    ConversationId = table.Column<string>(type: "TEXT", maxLength: 43, nullable: false),
                    Kid = table.Column<string>(type: "TEXT", maxLength: 43, nullable: false),
                    User = table.Column<Guid>(type: "TEXT", nullable: false),
                    Device = table.Column<Guid>(type: "TEXT", nullable: false),
                    At = table.Column<long>(type: "INTEGER", nullable: false),
                    Jwe = table.Column<string>(type: "TEXT", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_key_bundles", x => x.Id);
                    table.ForeignKey(
                        name: "FK_key_bundles_conversations_ConversationId",
                        column: x => x.ConversationId,
                        principalTable: "conversations",
                        principalColumn: "Id",
                        onDelete: ReferentialAction.Cascade);
                });

            migrationBuilder.CreateTable(
                name: "members",
                columns: table => new
                {
                    ConversationId = table.Column<string>(type: "TEXT", maxLength: 43, nullable: false),
                    User = table.Column<Guid>(type: "TEXT", nullable: false),
                    Base = table.Column<string>(type: "TEXT", maxLength: 43, nullable: false),
                    Role = table.Column<int>(type: "INTEGER", nullable: false),
                    ReadSeq = table.Column<long>(type: "INTEGER", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_members", x => new { x.ConversationId, x.User });
                    table.ForeignKey(
                        name: "FK_members_conversations_ConversationId",
                        column: x => x.ConversationId,
                        principalTable: "conversations",
                        principalColumn: "Id",
                        onDelete: ReferentialAction.Cascade);
                });

            migrationBuilder.CreateTable(
                name: "message_sessions",
                columns: table => new
                {
                    ConversationId = table.Column<string>(type: "TEXT", maxLength: 43, nullable: false),
                    Key = table.Column<string>(type: "TEXT", maxLength: 43, nullable: false),
                    User = table.Column<Guid>(type: "TEXT", nullable: false),
                    Device = table.Column<Guid>(type: "TEXT", nullable: false),
                    At = table.Column<long>(type: "INTEGER", nullable: false),
                    Manifest = table.Column<string>(type: "TEXT", nullable: false),
                    ManifestHash = table.Column<string>(type: "TEXT", maxLength: 43, nullable: false),
                    FirstN = table.Column<long>(type: "INTEGER", nullable: true)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_message_sessions", x => new { x.ConversationId, x.Key });
                    table.ForeignKey(
                        name: "FK_message_sessions_conversations_ConversationId",
                        column: x => x.ConversationId,
                        principalTable: "conversations",
                        principalColumn: "Id",
                        onDelete: ReferentialAction.Cascade);
                });

            migrationBuilder.CreateTable(
                name: "sessions",
                columns: table => new
                {
                    Id = table.Column<Guid>(type: "TEXT", nullable: false),
                    UserId = table.Column<Guid>(type: "TEXT", nullable: false),
                    DeviceId = table.Column<Guid>(type: "TEXT", nullable: true),
                    CreatedAt = table.Column<long>(type: "INTEGER", nullable: false),
                    LastSeenAt = table.Column<long>(type: "INTEGER", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_sessions", x => x.Id);
                    table.ForeignKey(
                        name: "FK_sessions_users_UserId",
                        column: x => x.UserId,
                        principalTable: "users",
                        principalColumn: "Id",
                        onDelete: ReferentialAction.Cascade);
                });

            migrationBuilder.CreateTable(
                name: "session_grants",
                columns: table => new
                {
                    ConversationId = table.Column<string>(type: "TEXT", maxLength: 43, nullable: false),
                    Key = table.Column<string>(type: "TEXT", maxLength: 43, nullable: false),
                    Part = table.Column<int>(type: "INTEGER", nullable: false),
                    At = table.Column<long>(type: "INTEGER", nullable: false),
                    Protected = table.Column<string>(type: "TEXT", nullable: false),
                    Iv = table.Column<string>(type: "TEXT", nullable: false),
                    Ciphertext = table.Column<string>(type: "TEXT", nullable: false),
                    Tag = table.Column<string>(type: "TEXT", nullable: false),
                    Kids = table.Column<byte[]>(type: "BLOB", nullable: false),
                    EncryptedKeys = table.Column<byte[]>(type: "BLOB", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_session_grants", x => new { x.ConversationId, x.Key, x.Part });
                    table.ForeignKey(
                        name: "FK_session_grants_message_sessions_ConversationId_Key",
                        columns: x => new { x.ConversationId, x.Key },
                        principalTable: "message_sessions",
                        principalColumns: new[] { "ConversationId", "Key" },
                        onDelete: ReferentialAction.Cascade);
                });

            migrationBuilder.CreateIndex(
                name: "IX_certificates_IssuedSeq",
                table: "certificates",
                column: "IssuedSeq",
                unique: true);

            migrationBuilder.CreateIndex(
                name: "IX_certificates_Kid",
                table: "certificates",
                column: "Kid");

            migrationBuilder.CreateIndex(
                name: "IX_certified_keys_ChangedSeq",
                table: "certified_keys",
                column: "ChangedSeq");

            migrationBuilder.CreateIndex(
                name: "IX_certified_keys_Device",
                table: "certified_keys",
                column: "Device");

            migrationBuilder.CreateIndex(
                name: "IX_certified_keys_User_Device",
                table: "certified_keys",
                columns: new[] { "User", "Device" });

            migrationBuilder.CreateIndex(
                name: "IX_conversations_DmPair",
                table: "conversations",
                column: "DmPair",
                unique: true);

            migrationBuilder.CreateIndex(
                name: "IX_devices_Enc",
                table: "devices",
                column: "Enc",
                unique: true);

            migrationBuilder.CreateIndex(
                name: "IX_devices_Settled_RemovedAt",
                table: "devices",
                columns: new[] { "Settled", "RemovedAt" });

            migrationBuilder.CreateIndex(
                name: "IX_devices_UserId",
                table: "devices",
                column: "UserId");

            migrationBuilder.CreateIndex(
                name: "IX_directory_accounts_Username",
                table: "directory_accounts",
                column: "Username",
                unique: true);

            migrationBuilder.CreateIndex(
                name: "entries_message_counter",
                table: "entries",
                columns: new[] { "ConversationId", "Device", "N" },
                unique: true,
                filter: "\"Kind\" = 0");

            migrationBuilder.CreateIndex(
                name: "entries_room_chain",
                table: "entries",
                columns: new[] { "ConversationId", "N" },
                unique: true,
                filter: "\"Kind\" = 1");

            migrationBuilder.CreateIndex(
                name: "IX_key_bundles_ConversationId_Kid",
                table: "key_bundles",
                columns: new[] { "ConversationId", "Kid" });

            migrationBuilder.CreateIndex(
                name: "IX_members_User",
                table: "members",
                column: "User");

            migrationBuilder.CreateIndex(
                name: "IX_message_sessions_ConversationId_At",
                table: "message_sessions",
                columns: new[] { "ConversationId", "At" });

            migrationBuilder.CreateIndex(
                name: "IX_sessions_UserId",
                table: "sessions",
                column: "UserId");

            migrationBuilder.CreateIndex(
                name: "IX_user_chain_entries_Hash",
                table: "user_chain_entries",
                column: "Hash",
                unique: true);

            migrationBuilder.CreateIndex(
                name: "IX_users_Username",
                table: "users",
                column: "Username");
        }

        /// <inheritdoc />
        protected override void Down(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.DropTable(
                name: "administrator_links");

            migrationBuilder.DropTable(
                name: "authority_ledger");

            migrationBuilder.DropTable(
                name: "certificates");

            migrationBuilder.DropTable(
                name: "devices");

            migrationBuilder.DropTable(
                name: "directory_accounts");

            migrationBuilder.DropTable(
                name: "entries");

            migrationBuilder.DropTable(
                name: "key_bundles");

            migrationBuilder.DropTable(
                name: "members");

            migrationBuilder.DropTable(
                name: "pending_resets");

            migrationBuilder.DropTable(
                name: "recovery_blobs");

            migrationBuilder.DropTable(
                name: "revocation_lists");

            migrationBuilder.DropTable(
                name: "session_grants");

            migrationBuilder.DropTable(
                name: "sessions");

            migrationBuilder.DropTable(
                name: "user_chain_entries");

            migrationBuilder.DropTable(
                name: "certified_keys");

            migrationBuilder.DropTable(
                name: "message_sessions");

            migrationBuilder.DropTable(
                name: "users");

            migrationBuilder.DropTable(
                name: "conversations");
        }
    }
}
