using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace BlazorChat.Web.Features.Devices;

/// <summary>What a user keeps for their own devices, sealed in the browser.</summary>
internal sealed class OwnRecord
{
    public required Guid UserId { get; init; }

    public required OwnRecordKind Kind { get; init; }

    /// <summary>From 1, one more with each change and never less: what devices saw once cannot be taken back unseen.</summary>
    public required long N { get; set; }

    /// <summary>Null: dropped by the user.</summary>
    public required string? Jwe { get; set; }

    public required DateTimeOffset At { get; set; }
}

/// <summary>What there is to keep. In addresses by the lower-case name.</summary>
internal enum OwnRecordKind
{
    /// <summary>How the chat looks, on all devices.</summary>
    Settings = 0,

    /// <summary>The names this user went by.</summary>
    Names = 1,
}

internal sealed class OwnRecordConfiguration : IEntityTypeConfiguration<OwnRecord>
{
    public void Configure(EntityTypeBuilder<OwnRecord> builder)
    {
        builder.ToTable("own_records");
        builder.HasKey(record => new { record.UserId, record.Kind });
    }
}
