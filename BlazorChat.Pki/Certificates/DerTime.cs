using System.Formats.Asn1;

namespace BlazorChat.Pki.Certificates;

/// <summary>Time (RFC 5280 4.1.2.5, 5.1.2.4): UTCTime through 2049, GeneralizedTime without fractions from 2050.</summary>
internal static class DerTime
{
    private const int FirstGeneralizedYear = 2050;

    /// <summary>RFC 5280 4.1.2.5: what stands where there is no well-defined end.</summary>
    public static DateTimeOffset Never { get; } = new(9999, 12, 31, 23, 59, 59, TimeSpan.Zero);

    /// <exception cref="AsnContentException">Another form.</exception>
    public static DateTimeOffset Read(AsnReader reader)
    {
        if (reader.PeekTag().HasSameClassAndValue(Asn1Tag.UtcTime))
            return reader.ReadUtcTime(FirstGeneralizedYear - 1);
        var time = reader.ReadGeneralizedTime();
        return time.Year >= FirstGeneralizedYear && time.Ticks % TimeSpan.TicksPerSecond == 0 ? time : throw new AsnContentException("A time in the wrong form.");
    }

    public static void Write(AsnWriter writer, DateTimeOffset time)
    {
        if (time.UtcDateTime.Year < FirstGeneralizedYear)
            writer.WriteUtcTime(time);
        else
            writer.WriteGeneralizedTime(time, omitFractionalSeconds: true);
    }
}
