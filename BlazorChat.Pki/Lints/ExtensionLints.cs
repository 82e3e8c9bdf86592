using System.Formats.Asn1;
using System.Net;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using BlazorChat.Pki.Certificates;
using BlazorChat.Pki.Issuance;

namespace BlazorChat.Pki.Lints;

/// <summary>The extensions (RFC 5280 4.2): those of the profile, each once, each saying what it should.</summary>
internal static class ExtensionLints
{
    private const string RevocationCheckClause = "RFC 6960 4.2.2.2.1";
    private const int KeyIdentifierBytes = 20;
    private static readonly Asn1Tag Tag0 = new(TagClass.ContextSpecific, 0);
    private static readonly Asn1Tag DnsTag = new(TagClass.ContextSpecific, 2);
    private static readonly Asn1Tag UriTag = new(TagClass.ContextSpecific, 6);
    private static readonly Asn1Tag AddressTag = new(TagClass.ContextSpecific, 7);

    public static IReadOnlyList<Lint> All { get; } =
    [
        new("extensions", "RFC 5280 4.2", "The extensions are not those of the profile, each once.", lint =>
            lint.Certificate.Extensions.Select(extension => extension.Type).Order(StringComparer.Ordinal).SequenceEqual(Profile(lint.Meant).Order(StringComparer.Ordinal))),
        new("critical", "RFC 5280 4.2", "keyUsage is critical, and nothing else.", lint =>
            lint.Certificate.Extensions.All(extension => extension.Critical == (extension.Type == LeafExtensions.KeyUsage))),
        new("no authority", "RFC 5280 4.2.1.9", "basicConstraints does not say that this is no CA.", lint => Is(lint, LeafExtensions.BasicConstraints, [0x30, 0])),
        new("key usage", "RFC 5280 4.2.1.3", "keyUsage is not that of the profile.", lint => KeyUsageOf(lint) == lint.Meant.Profile.KeyUsage),
        new("purpose", "RFC 5280 4.2.1.12", "extendedKeyUsage is not the one purpose of the profile.", lint => PurposeOf(lint) == lint.Meant.Profile.ExtendedKeyUsage),
        new("names", "RFC 5280 4.2.1.6", "subjectAltName does not name exactly whom it should.", lint => NamesOf(lint).SequenceEqual(lint.Meant.Names.Lines)),
        new("subject key", "RFC 5280 4.2.1.2", "subjectKeyIdentifier is not made from the key.", lint => Value(lint, LeafExtensions.SubjectKeyIdentifier).ReadOctetString()
            .AsSpan().SequenceEqual(lint.Key is null ? [] : SHA256.HashData(RsaPublicKey.BitsOf(lint.Certificate.PublicKey).Span).AsSpan(0, KeyIdentifierBytes))),
        new("authority key", "RFC 5280 4.2.1.1", "authorityKeyIdentifier is not the issuer's.", lint =>
            Only(Value(lint, LeafExtensions.AuthorityKeyIdentifier).ReadSequence(), identifier => identifier.ReadOctetString(Tag0)).AsSpan().SequenceEqual(lint.Issuer.KeyIdentifier.Span)),
        new("revocation list", "RFC 5280 4.2.1.13", "The CRL has no address, or not one of the web.", lint => IsWebAddress(ListAddressOf(lint))),
        new("authority information", "RFC 5280 4.2.2.1", "The issuer's certificate and, except for the responder itself, OCSP do not have one address each, of the web.", lint => Access(lint) is var all
            && all.Select(access => access.Method).SequenceEqual(lint.Meant.Profile.NoRevocationCheck ? [LeafExtensions.IssuersMethod] : [LeafExtensions.OcspMethod, LeafExtensions.IssuersMethod])
            && all.TrueForAll(access => IsWebAddress(access.Address))),
        new("no revocation check", RevocationCheckClause, "id-pkix-ocsp-nocheck is not NULL.", lint => !lint.Meant.Profile.NoRevocationCheck || Is(lint, LeafExtensions.OcspNoCheck, [5, 0])),
    ];

    private static IEnumerable<string> Profile(LeafSubject meant)
    {
        string?[] types =
        [
            LeafExtensions.BasicConstraints, LeafExtensions.KeyUsage, LeafExtensions.SubjectKeyIdentifier, LeafExtensions.AuthorityKeyIdentifier,
            LeafExtensions.RevocationLists, LeafExtensions.AuthorityInformation,
            meant.Profile.ExtendedKeyUsage is null ? null : LeafExtensions.ExtendedKeyUsage,
            meant.Names.Lines.Count == 0 ? null : LeafExtensions.SubjectAlternativeName,
            meant.Profile.NoRevocationCheck ? LeafExtensions.OcspNoCheck : null,
        ];
        return types.OfType<string>();
    }

    private static bool Is(LintCase lint, string type, ReadOnlySpan<byte> value) => lint.Certificate.Find(type) is { } found && found.Value.Span.SequenceEqual(value);

    private static AsnReader Value(LintCase lint, string type) =>
        new(lint.Certificate.Find(type)?.Value ?? throw new AsnContentException($"The extension {type} is missing."), AsnEncodingRules.DER);

    private static X509KeyUsageFlags KeyUsageOf(LintCase lint)
    {
        var reader = Value(lint, LeafExtensions.KeyUsage);
        var bits = reader.ReadBitString(out _).AsSpan();
        reader.ThrowIfNotEmpty();
        // X509KeyUsageFlags has the first octet's bits where they stand, and decipherOnly, the ninth, above them.
        return (X509KeyUsageFlags)((bits.Length > 0 ? bits[0] : 0) | (bits.Length > 1 ? bits[1] << 8 : 0));
    }

    private static string? PurposeOf(LintCase lint)
    {
        if (lint.Certificate.Find(LeafExtensions.ExtendedKeyUsage) is null)
            return null;
        return Only(Value(lint, LeafExtensions.ExtendedKeyUsage).ReadSequence(), purposes => purposes.ReadObjectIdentifier());
    }

    private static List<string> NamesOf(LintCase lint)
    {
        var lines = new List<string>();
        if (lint.Certificate.Find(LeafExtensions.SubjectAlternativeName) is null)
            return lines;
        var outer = Value(lint, LeafExtensions.SubjectAlternativeName);
        var names = outer.ReadSequence();
        outer.ThrowIfNotEmpty();
        while (names.HasData)
            lines.Add(ReadName(names));
        return lines;
    }

    private static string ReadName(AsnReader names)
    {
        var tag = names.PeekTag();
        return tag == DnsTag ? SubjectNames.DnsLine(names.ReadCharacterString(UniversalTagNumber.IA5String, DnsTag))
            : tag == UriTag ? SubjectNames.UriLine(names.ReadCharacterString(UniversalTagNumber.IA5String, UriTag))
            : tag == AddressTag && names.ReadOctetString(AddressTag) is { Length: 4 or 16 } address ? SubjectNames.AddressLine(new IPAddress(address))
            : throw new AsnContentException("subjectAltName has a name of another kind.");
    }

    /// <summary>DistributionPointName: fullName, one URI.</summary>
    private static string ListAddressOf(LintCase lint)
    {
        var points = Value(lint, LeafExtensions.RevocationLists).ReadSequence();
        return Only(points, list => Only(list.ReadSequence(), point => Only(point.ReadSequence(Tag0), name => Only(name.ReadSequence(Tag0), ReadUri))));
    }

    private static List<(string Method, string Address)> Access(LintCase lint)
    {
        var outer = Value(lint, LeafExtensions.AuthorityInformation);
        var list = outer.ReadSequence();
        outer.ThrowIfNotEmpty();
        var access = new List<(string, string)>();
        while (list.HasData)
            access.Add(Only(list.ReadSequence(), description => (description.ReadObjectIdentifier(), ReadUri(description))));
        return access;
    }

    private static string ReadUri(AsnReader reader) => reader.ReadCharacterString(UniversalTagNumber.IA5String, UriTag);

    private static bool IsWebAddress(string address) => Uri.TryCreate(address, UriKind.Absolute, out var uri) && (uri.Scheme == Uri.UriSchemeHttp || uri.Scheme == Uri.UriSchemeHttps);

    /// <exception cref="AsnContentException">There is something after it.</exception>
    private static T Only<T>(AsnReader reader, Func<AsnReader, T> read)
    {
        var value = read(reader);
        reader.ThrowIfNotEmpty();
        return value;
    }
}
