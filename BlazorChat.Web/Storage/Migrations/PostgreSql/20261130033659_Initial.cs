using System;
using Microsoft.EntityFrameworkCore.Migrations;
using Npgsql.EntityFrameworkCore.PostgreSQL.Metadata;

#nullable disable

namespace BlazorChat.Web.Storage.Migrations.PostgreSql
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
                    Hash = table.Column<string>(type: "text", maxLength: 43, nullable: false, collation: "C"),
                    CreatedAt = table.Column<long>(type: "bigint", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_administrator_links", x => x.Hash);
                });

            migrationBuilder.CreateTable(
                name: "authority_ledger",
                columns: table => new
                {
                    Seq = table.Column<long>(type: "bigint", nullable: false),
                    At = table.Column<long>(type: "bigint", nullable: false),
                    Act = table.Column<string>(type: "text", maxLength: 16, nullable: false, collation: "C"),
                    Actor = table.Column<string>(type: "text", maxLength: 64, nullable: false, collation: "C"),
                    User = table.Column<Guid>(type: "uuid", nullable: true),
                    Device = table.Column<string>(type: "text", maxLength: 36, nullable: true, collation: "C"),
                    Kid = table.Column<string>(type: "text", maxLength: 43, nullable: true, collation: "C"),
                    Serial = table.Column<string>(type: "text", maxLength: 40, nullable: true, collation: "C"),
                    Reason = table.Column<string>(type: "text", maxLength: 64, nullable: true, collation: "C"),
                    Detail = table.Column<string>(type: "text", maxLength: 128, nullable: true, collation: "C"),
                    Prev = table.Column<string>(type: "text", maxLength: 64, nullable: false, collation: "C"),
                    Hash = table.Column<string>(type: "text", maxLength: 64, nullable: false, collation: "C")
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_authority_ledger", x => x.Seq);
                });

            migrationBuilder.CreateTable(
                name: "blocks",
                columns: table => new
                {
                    User = table.Column<Guid>(type: "uuid", nullable: false),
                    Blocked = table.Column<Guid>(type: "uuid", nullable: false),
                    At = table.Column<long>(type: "bigint", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_blocks", x => new { x.User, x.Blocked });
                });

            migrationBuilder.CreateTable(
                name: "certificate_requests",
                columns: table => new
                {
                    Id = table.Column<string>(type: "text", maxLength: 43, nullable: false, collation: "C"),
                    User = table.Column<Guid>(type: "uuid", nullable: false),
                    Device = table.Column<string>(type: "text", maxLength: 36, nullable: false, collation: "C"),
                    Key = table.Column<string>(type: "text", maxLength: 64, nullable: false, collation: "C"),
                    Csrs = table.Column<byte[]>(type: "bytea", maxLength: 16384, nullable: true),
                    From = table.Column<string>(type: "text", maxLength: 64, nullable: false, collation: "C"),
                    At = table.Column<long>(type: "bigint", nullable: false),
                    Until = table.Column<long>(type: "bigint", nullable: false),
                    State = table.Column<string>(type: "text", maxLength: 8, nullable: false, collation: "C"),
                    Reason = table.Column<string>(type: "text", maxLength: 128, nullable: true, collation: "C")
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_certificate_requests", x => x.Id);
                });

            migrationBuilder.CreateTable(
                name: "certified_keys",
                columns: table => new
                {
                    Kid = table.Column<string>(type: "text", maxLength: 43, nullable: false, collation: "C"),
                    User = table.Column<Guid>(type: "uuid", nullable: false),
                    Device = table.Column<string>(type: "text", maxLength: 36, nullable: false, collation: "C"),
                    Use = table.Column<string>(type: "text", maxLength: 8, nullable: false, collation: "C"),
                    PublicKey = table.Column<byte[]>(type: "bytea", nullable: false),
                    State = table.Column<string>(type: "text", maxLength: 8, nullable: false, collation: "C"),
                    Since = table.Column<long>(type: "bigint", nullable: true),
                    Reason = table.Column<string>(type: "text", maxLength: 32, nullable: true, collation: "C"),
                    ChangedSeq = table.Column<long>(type: "bigint", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_certified_keys", x => x.Kid);
                });

            migrationBuilder.CreateTable(
                name: "conversations",
                columns: table => new
                {
                    Id = table.Column<string>(type: "text", maxLength: 43, nullable: false, collation: "C"),
                    Kind = table.Column<int>(type: "integer", nullable: false),
                    History = table.Column<int>(type: "integer", nullable: false),
                    LastSeq = table.Column<long>(type: "bigint", nullable: false),
                    LastAt = table.Column<long>(type: "bigint", nullable: false),
                    Messages = table.Column<long>(type: "bigint", nullable: false),
                    ExpiredSeq = table.Column<long>(type: "bigint", nullable: false),
                    Members = table.Column<int>(type: "integer", nullable: false),
                    ArchivedAt = table.Column<long>(type: "bigint", nullable: true),
                    RecipientsVersion = table.Column<long>(type: "bigint", nullable: false),
                    RoomN = table.Column<long>(type: "bigint", nullable: false),
                    RoomHead = table.Column<string>(type: "text", maxLength: 43, nullable: false, collation: "C"),
                    DmPair = table.Column<string>(type: "text", maxLength: 73, nullable: true, collation: "C")
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_conversations", x => x.Id);
                });

            migrationBuilder.CreateTable(
                name: "devices",
                columns: table => new
                {
                    Sig = table.Column<string>(type: "text", maxLength: 43, nullable: false, collation: "C"),
                    UserId = table.Column<Guid>(type: "uuid", nullable: false),
                    Device = table.Column<string>(type: "text", maxLength: 36, nullable: false, collation: "C"),
                    Enc = table.Column<string>(type: "text", maxLength: 43, nullable: false, collation: "C"),
                    AddedAt = table.Column<long>(type: "bigint", nullable: false),
                    RemovedAt = table.Column<long>(type: "bigint", nullable: true),
                    Settled = table.Column<bool>(type: "boolean", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_devices", x => x.Sig);
                });

            migrationBuilder.CreateTable(
                name: "directory_accounts",
                columns: table => new
                {
                    Id = table.Column<Guid>(type: "uuid", nullable: false),
                    Username = table.Column<string>(type: "text", maxLength: 32, nullable: false, collation: "C"),
                    DisplayName = table.Column<string>(type: "text", maxLength: 128, nullable: false, collation: "C"),
                    SearchText = table.Column<string>(type: "text", nullable: false, collation: "C"),
                    PasswordHash = table.Column<string>(type: "text", maxLength: 256, nullable: false, collation: "C"),
                    Disabled = table.Column<bool>(type: "boolean", nullable: false),
                    CreatedAt = table.Column<long>(type: "bigint", nullable: false),
                    PasswordChangedAt = table.Column<long>(type: "bigint", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_directory_accounts", x => x.Id);
                });

            migrationBuilder.CreateTable(
                name: "directory_origin",
                columns: table => new
                {
                    Id = table.Column<int>(type: "integer", nullable: false),
                    Origin = table.Column<string>(type: "text", maxLength: 512, nullable: false, collation: "C")
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_directory_origin", x => x.Id);
                });

            migrationBuilder.CreateTable(
                name: "directory_retired_usernames",
                columns: table => new
                {
                    Username = table.Column<string>(type: "text", maxLength: 32, nullable: false, collation: "C")
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_directory_retired_usernames", x => x.Username);
                });

            migrationBuilder.CreateTable(
                name: "one_time_links",
                columns: table => new
                {
                    Id = table.Column<Guid>(type: "uuid", nullable: false),
                    Hash = table.Column<string>(type: "text", maxLength: 43, nullable: false, collation: "C"),
                    Kind = table.Column<string>(type: "text", maxLength: 16, nullable: false, collation: "C"),
                    UserId = table.Column<Guid>(type: "uuid", nullable: true),
                    Note = table.Column<string>(type: "text", maxLength: 100, nullable: true, collation: "C"),
                    MadeBy = table.Column<Guid>(type: "uuid", nullable: true),
                    MadeAt = table.Column<long>(type: "bigint", nullable: false),
                    EndsAt = table.Column<long>(type: "bigint", nullable: false),
                    ClaimedAt = table.Column<long>(type: "bigint", nullable: true)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_one_time_links", x => x.Id);
                });

            migrationBuilder.CreateTable(
                name: "own_records",
                columns: table => new
                {
                    UserId = table.Column<Guid>(type: "uuid", nullable: false),
                    Kind = table.Column<int>(type: "integer", nullable: false),
                    N = table.Column<long>(type: "bigint", nullable: false),
                    Jwe = table.Column<string>(type: "text", nullable: true, collation: "C"),
                    At = table.Column<long>(type: "bigint", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_own_records", x => new { x.UserId, x.Kind });
                });

            migrationBuilder.CreateTable(
                name: "pending_resets",
                columns: table => new
                {
                    UserId = table.Column<Guid>(type: "uuid", nullable: false),
                    DeviceId = table.Column<Guid>(type: "uuid", nullable: false),
                    Hash = table.Column<string>(type: "text", maxLength: 43, nullable: false, collation: "C"),
                    Jws = table.Column<string>(type: "text", nullable: false, collation: "C"),
                    At = table.Column<long>(type: "bigint", nullable: false),
                    ApprovedOnHost = table.Column<bool>(type: "boolean", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_pending_resets", x => x.UserId);
                });

            migrationBuilder.CreateTable(
                name: "quiet_readers",
                columns: table => new
                {
                    User = table.Column<Guid>(type: "uuid", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_quiet_readers", x => x.User);
                });

            migrationBuilder.CreateTable(
                name: "recovery_blobs",
                columns: table => new
                {
                    UserId = table.Column<Guid>(type: "uuid", nullable: false),
                    Sig = table.Column<string>(type: "text", maxLength: 43, nullable: false, collation: "C"),
                    Enc = table.Column<string>(type: "text", maxLength: 43, nullable: false, collation: "C"),
                    Jwe = table.Column<string>(type: "text", nullable: false, collation: "C"),
                    At = table.Column<long>(type: "bigint", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_recovery_blobs", x => new { x.UserId, x.Sig });
                });

            migrationBuilder.CreateTable(
                name: "revocation_lists",
                columns: table => new
                {
                    Issuer = table.Column<string>(type: "text", maxLength: 64, nullable: false, collation: "C"),
                    Number = table.Column<long>(type: "bigint", nullable: false),
                    ThisUpdate = table.Column<long>(type: "bigint", nullable: false),
                    NextUpdate = table.Column<long>(type: "bigint", nullable: false),
                    Covers = table.Column<long>(type: "bigint", nullable: false),
                    Der = table.Column<byte[]>(type: "bytea", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_revocation_lists", x => x.Issuer);
                });

            migrationBuilder.CreateTable(
                name: "room_offers",
                columns: table => new
                {
                    User = table.Column<Guid>(type: "uuid", nullable: false),
                    Slot = table.Column<string>(type: "text", nullable: false, collation: "C"),
                    At = table.Column<long>(type: "bigint", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_room_offers", x => new { x.User, x.Slot });
                });

            migrationBuilder.CreateTable(
                name: "user_chain_entries",
                columns: table => new
                {
                    UserId = table.Column<Guid>(type: "uuid", nullable: false),
                    N = table.Column<long>(type: "bigint", nullable: false),
                    Hash = table.Column<string>(type: "text", maxLength: 43, nullable: false, collation: "C"),
                    Jws = table.Column<string>(type: "text", nullable: false, collation: "C"),
                    At = table.Column<long>(type: "bigint", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_user_chain_entries", x => new { x.UserId, x.N });
                });

            migrationBuilder.CreateTable(
                name: "user_statuses",
                columns: table => new
                {
                    User = table.Column<Guid>(type: "uuid", nullable: false),
                    Choice = table.Column<int>(type: "integer", nullable: false),
                    Line = table.Column<string>(type: "text", maxLength: 320, nullable: true, collation: "C"),
                    Until = table.Column<long>(type: "bigint", nullable: true)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_user_statuses", x => x.User);
                });

            migrationBuilder.CreateTable(
                name: "users",
                columns: table => new
                {
                    Id = table.Column<Guid>(type: "uuid", nullable: false),
                    Username = table.Column<string>(type: "text", maxLength: 256, nullable: false, collation: "C"),
                    DisplayName = table.Column<string>(type: "text", maxLength: 256, nullable: false, collation: "C"),
                    ChosenName = table.Column<string>(type: "text", maxLength: 256, nullable: true, collation: "C"),
                    Mail = table.Column<string>(type: "text", maxLength: 320, nullable: true, collation: "C"),
                    Role = table.Column<string>(type: "text", maxLength: 16, nullable: false, collation: "C"),
                    RoleFromDirectory = table.Column<bool>(type: "boolean", nullable: false),
                    Disabled = table.Column<bool>(type: "boolean", nullable: false),
                    DisabledInDirectory = table.Column<bool>(type: "boolean", nullable: false),
                    Photo = table.Column<string>(type: "text", maxLength: 43, nullable: true, collation: "C"),
                    PhotoRevision = table.Column<string>(type: "text", maxLength: 256, nullable: true, collation: "C"),
                    DeletedAt = table.Column<long>(type: "bigint", nullable: true),
                    CreatedAt = table.Column<long>(type: "bigint", nullable: false),
                    LastSignInAt = table.Column<long>(type: "bigint", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_users", x => x.Id);
                });

            migrationBuilder.CreateTable(
                name: "certificates",
                columns: table => new
                {
                    Serial = table.Column<string>(type: "text", maxLength: 40, nullable: false, collation: "C"),
                    Issuer = table.Column<string>(type: "text", maxLength: 64, nullable: false, collation: "C"),
                    Kid = table.Column<string>(type: "text", maxLength: 43, nullable: false, collation: "C"),
                    NotBefore = table.Column<long>(type: "bigint", nullable: false),
                    NotAfter = table.Column<long>(type: "bigint", nullable: false),
                    IssuedSeq = table.Column<long>(type: "bigint", nullable: false),
                    Der = table.Column<byte[]>(type: "bytea", nullable: false),
                    Request = table.Column<string>(type: "text", maxLength: 43, nullable: true, collation: "C")
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
                    ConversationId = table.Column<string>(type: "text", maxLength: 43, nullable: false, collation: "C"),
                    Seq = table.Column<long>(type: "bigint", nullable: false),
                    At = table.Column<long>(type: "bigint", nullable: false),
                    Kind = table.Column<int>(type: "integer", nullable: false),
                    User = table.Column<Guid>(type: "uuid", nullable: false),
                    Device = table.Column<Guid>(type: "uuid", nullable: false),
                    N = table.Column<long>(type: "bigint", nullable: false),
                    SessionKey = table.Column<string>(type: "text", maxLength: 43, nullable: true, collation: "C"),
                    Messages = table.Column<long>(type: "bigint", nullable: false),
                    Body = table.Column<string>(type: "text", nullable: false, collation: "C"),
                    Hash = table.Column<string>(type: "text", maxLength: 43, nullable: false, collation: "C"),
                    About = table.Column<long>(type: "bigint", nullable: true),
                    RemovedBy = table.Column<long>(type: "bigint", nullable: true)
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
                    Id = table.Column<long>(type: "bigint", nullable: false)
                        .Annotation("Npgsql:ValueGenerationStrategy", NpgsqlValueGenerationStrategy.IdentityByDefaultColumn),
                    ConversationId = table.Column<string>(type: "text", maxLength: 43, nullable: false, collation: "C"),
                    Kid = table.Column<string>(type: "text", maxLength: 43, nullable: false, collation: "C"),
                    User = table.Column<Guid>(type: "uuid", nullable: false),
                    Device = table.Column<Guid>(type: "uuid", nullable: false),
                    At = table.Column<long>(type: "bigint", nullable: false),
                    Jwe = table.Column<string>(type: "text", nullable: false, collation: "C")
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
                    ConversationId = table.Column<string>(type: "text", maxLength: 43, nullable: false, collation: "C"),
                    User = table.Column<Guid>(type: "uuid", nullable: false),
                    Base = table.Column<string>(type: "text", maxLength: 43, nullable: false, collation: "C"),
                    Role = table.Column<int>(type: "integer", nullable: false),
                    ReadSeq = table.Column<long>(type: "bigint", nullable: false),
                    ToldSeq = table.Column<long>(type: "bigint", nullable: false),
                    ClearedSeq = table.Column<long>(type: "bigint", nullable: false),
                    ClearedAt = table.Column<long>(type: "bigint", nullable: true),
                    ClearedBefore = table.Column<long>(type: "bigint", nullable: false),
                    ReadBefore = table.Column<long>(type: "bigint", nullable: false),
                    Muted = table.Column<bool>(type: "boolean", nullable: false),
                    Favourite = table.Column<bool>(type: "boolean", nullable: false),
                    HiddenAt = table.Column<long>(type: "bigint", nullable: true)
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
                    ConversationId = table.Column<string>(type: "text", maxLength: 43, nullable: false, collation: "C"),
                    Key = table.Column<string>(type: "text", maxLength: 43, nullable: false, collation: "C"),
                    User = table.Column<Guid>(type: "uuid", nullable: false),
                    Device = table.Column<Guid>(type: "uuid", nullable: false),
                    At = table.Column<long>(type: "bigint", nullable: false),
                    Manifest = table.Column<string>(type: "text", nullable: false, collation: "C"),
                    ManifestHash = table.Column<string>(type: "text", maxLength: 43, nullable: false, collation: "C"),
                    FirstN = table.Column<long>(type: "bigint", nullable: true)
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
                name: "room_names",
                columns: table => new
                {
                    Key = table.Column<string>(type: "text", nullable: false, collation: "C"),
                    ConversationId = table.Column<string>(type: "text", maxLength: 43, nullable: false, collation: "C")
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
                name: "room_profiles",
                columns: table => new
                {
                    ConversationId = table.Column<string>(type: "text", maxLength: 43, nullable: false, collation: "C"),
                    Name = table.Column<string>(type: "text", nullable: true, collation: "C"),
                    Topic = table.Column<string>(type: "text", nullable: false, collation: "C"),
                    Colour = table.Column<string>(type: "text", nullable: true, collation: "C"),
                    Slot = table.Column<string>(type: "text", nullable: true, collation: "C")
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

            migrationBuilder.CreateTable(
                name: "sessions",
                columns: table => new
                {
                    Id = table.Column<Guid>(type: "uuid", nullable: false),
                    UserId = table.Column<Guid>(type: "uuid", nullable: false),
                    DeviceId = table.Column<Guid>(type: "uuid", nullable: true),
                    CreatedAt = table.Column<long>(type: "bigint", nullable: false),
                    LastSeenAt = table.Column<long>(type: "bigint", nullable: false)
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
                name: "user_photos",
                columns: table => new
                {
                    User = table.Column<Guid>(type: "uuid", nullable: false),
                    Hash = table.Column<string>(type: "text", maxLength: 43, nullable: false, collation: "C"),
                    MediaType = table.Column<string>(type: "text", maxLength: 16, nullable: false, collation: "C"),
                    Content = table.Column<byte[]>(type: "bytea", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_user_photos", x => new { x.User, x.Hash });
                    table.ForeignKey(
                        name: "FK_user_photos_users_User",
                        column: x => x.User,
                        principalTable: "users",
                        principalColumn: "Id",
                        onDelete: ReferentialAction.Cascade);
                });

            migrationBuilder.CreateTable(
                name: "session_grants",
                columns: table => new
                {
                    ConversationId = table.Column<string>(type: "text", maxLength: 43, nullable: false, collation: "C"),
                    Key = table.Column<string>(type: "text", maxLength: 43, nullable: false, collation: "C"),
                    Part = table.Column<int>(type: "integer", nullable: false),
                    At = table.Column<long>(type: "bigint", nullable: false),
                    Protected = table.Column<string>(type: "text", nullable: false, collation: "C"),
                    Iv = table.Column<string>(type: "text", nullable: false, collation: "C"),
                    Ciphertext = table.Column<string>(type: "text", nullable: false, collation: "C"),
                    Tag = table.Column<string>(type: "text", nullable: false, collation: "C"),
                    Kids = table.Column<byte[]>(type: "bytea", nullable: false),
                    EncryptedKeys = table.Column<byte[]>(type: "bytea", nullable: false)
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
                name: "IX_authority_ledger_Detail",
                table: "authority_ledger",
                column: "Detail");

            migrationBuilder.CreateIndex(
                name: "IX_authority_ledger_Kid",
                table: "authority_ledger",
                column: "Kid");

            migrationBuilder.CreateIndex(
                name: "IX_certificate_requests_User",
                table: "certificate_requests",
                column: "User");

            migrationBuilder.CreateIndex(
                name: "IX_certificates_IssuedSeq",
                table: "certificates",
                column: "IssuedSeq",
                unique: true);

            migrationBuilder.CreateIndex(
                name: "IX_certificates_Kid_NotAfter",
                table: "certificates",
                columns: new[] { "Kid", "NotAfter" });

            migrationBuilder.CreateIndex(
                name: "IX_certificates_NotAfter_Serial_Kid",
                table: "certificates",
                columns: new[] { "NotAfter", "Serial", "Kid" });

            migrationBuilder.CreateIndex(
                name: "IX_certificates_NotBefore_Serial_Kid_NotAfter",
                table: "certificates",
                columns: new[] { "NotBefore", "Serial", "Kid", "NotAfter" });

            migrationBuilder.CreateIndex(
                name: "IX_certified_keys_ChangedSeq",
                table: "certified_keys",
                column: "ChangedSeq");

            migrationBuilder.CreateIndex(
                name: "IX_certified_keys_Device",
                table: "certified_keys",
                column: "Device");

            migrationBuilder.CreateIndex(
                name: "IX_certified_keys_State_Kid",
                table: "certified_keys",
                columns: new[] { "State", "Kid" });

            migrationBuilder.CreateIndex(
                name: "IX_certified_keys_Use_Device_Kid",
                table: "certified_keys",
                columns: new[] { "Use", "Device", "Kid" });

            migrationBuilder.CreateIndex(
                name: "IX_certified_keys_User_Device_Kid",
                table: "certified_keys",
                columns: new[] { "User", "Device", "Kid" });

            migrationBuilder.CreateIndex(
                name: "conversations_open",
                table: "conversations",
                column: "Kind",
                filter: "\"Kind\" = 2");

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
                name: "entries_about",
                table: "entries",
                columns: new[] { "ConversationId", "About", "Seq" },
                filter: "\"About\" IS NOT NULL");

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
                name: "IX_one_time_links_Hash",
                table: "one_time_links",
                column: "Hash",
                unique: true);

            migrationBuilder.CreateIndex(
                name: "IX_room_names_ConversationId",
                table: "room_names",
                column: "ConversationId");

            migrationBuilder.CreateIndex(
                name: "IX_room_profiles_Slot",
                table: "room_profiles",
                column: "Slot",
                unique: true);

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
                name: "blocks");

            migrationBuilder.DropTable(
                name: "certificate_requests");

            migrationBuilder.DropTable(
                name: "certificates");

            migrationBuilder.DropTable(
                name: "devices");

            migrationBuilder.DropTable(
                name: "directory_accounts");

            migrationBuilder.DropTable(
                name: "directory_origin");

            migrationBuilder.DropTable(
                name: "directory_retired_usernames");

            migrationBuilder.DropTable(
                name: "entries");

            migrationBuilder.DropTable(
                name: "key_bundles");

            migrationBuilder.DropTable(
                name: "members");

            migrationBuilder.DropTable(
                name: "one_time_links");

            migrationBuilder.DropTable(
                name: "own_records");

            migrationBuilder.DropTable(
                name: "pending_resets");

            migrationBuilder.DropTable(
                name: "quiet_readers");

            migrationBuilder.DropTable(
                name: "recovery_blobs");

            migrationBuilder.DropTable(
                name: "revocation_lists");

            migrationBuilder.DropTable(
                name: "room_names");

            migrationBuilder.DropTable(
                name: "room_offers");

            migrationBuilder.DropTable(
                name: "room_profiles");

            migrationBuilder.DropTable(
                name: "session_grants");

            migrationBuilder.DropTable(
                name: "sessions");

            migrationBuilder.DropTable(
                name: "user_chain_entries");

            migrationBuilder.DropTable(
                name: "user_photos");

            migrationBuilder.DropTable(
                name: "user_statuses");

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
