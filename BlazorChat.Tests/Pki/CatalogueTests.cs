using System.Globalization;
using System.Numerics;
using System.Security.Cryptography;
using BlazorChat.Pki;
using BlazorChat.Pki.Catalogue;
using BlazorChat.Pki.Issuance;
using BlazorChat.Pki.Revocation;
using Shouldly;

namespace BlazorChat.Tests.Authorities;

/// <summary>What administrators find among the certificates, on a real database with real certificates.</summary>
public class CatalogueTests(CatalogueTests.Books books) : IClassFixture<CatalogueTests.Books>
{
    private ICertificateCatalogue Catalogue => books.Host.Get<ICertificateCatalogue>();

    [Fact]
    public async Task A_certificate_is_found_by_its_number_in_hex_and_decimal_its_fingerprint_and_its_key()
    {
        var leaf = books.Good.Sig;
        var number = new BigInteger(Convert.FromHexString(leaf.Serial), isUnsigned: true, isBigEndian: true).ToString(CultureInfo.InvariantCulture);
        var print = Convert.ToHexString(SHA256.HashData(leaf.Der.Span));
        CertificateFilter[] filters =
        [
            new() { Serial = SerialText.Parse(leaf.Serial) },
            new() { Serial = SerialText.Parse(leaf.Serial.ToLowerInvariant()[..20]) },
            new() { Serial = SerialText.Parse(string.Join(':', leaf.Serial.Chunk(2).Select(pair => new string(pair)))) },
            new() { Serial = SerialText.Parse(number) },
            new() { Fingerprint = FingerprintText.Parse(print) },
            new() { Fingerprint = FingerprintText.Parse(print.ToLowerInvariant()[..16]) },
            new() { Kid = KidText.Parse(leaf.Kid) },
            new() { Kid = KidText.Parse(leaf.Kid[..12]) },
            new() { Device = DevicePrefix.Parse(leaf.Owner.Device), Profile = CertificateProfile.DeviceSignature },
            new() { Users = [leaf.Owner.User], Profile = CertificateProfile.DeviceSignature },
        ];
        foreach (var filter in filters)
            (await FoundAsync(filter)).ShouldBe([leaf.Serial], $"{filter}");
        SerialText.ToDecimal(leaf.Serial).ShouldBe(number);
    }

    [Theory]
    [InlineData("%")]
    [InlineData("_")]
    [InlineData("' OR 1=1 --")]
    [InlineData("10*")]
    [InlineData("")]
    public void What_is_no_number_fingerprint_or_id_is_none(string typed)
    {
        SerialText.Parse(typed).ShouldBeNull();
        FingerprintText.Parse(typed).ShouldBeNull();
        DevicePrefix.Parse(typed).ShouldBeNull();
        if (typed != "_") // a letter of the alphabet of ids
            KidText.Parse(typed).ShouldBeNull();
    }

    [Fact]
    public async Task An_underscore_in_the_id_of_a_key_stands_for_itself_alone() =>
        (await FoundAsync(new CertificateFilter { Kid = KidText.Parse("_" + books.Good.Sig.Kid[1..20]) })).ShouldBe(books.Good.Sig.Kid[0] == '_' ? [books.Good.Sig.Serial] : []);

    [Fact]
    public void Ten_thousand_characters_are_nothing_that_is_looked_for()
    {
        var typed = new string('1', 10_000);
        SerialText.Parse(typed).ShouldBeNull();
        FingerprintText.Parse(typed).ShouldBeNull();
        KidText.Parse(typed).ShouldBeNull();
        DevicePrefix.Parse(typed).ShouldBeNull();
    }

    [Theory]
    [InlineData(CertificateColumn.Serial)]
    [InlineData(CertificateColumn.ValidFrom)]
    [InlineData(CertificateColumn.ValidUntil)]
    public async Task What_is_rare_and_what_many_keys_have_is_in_order_too(CertificateColumn column)
    {
        CertificateFilter[] filters =
        [
            new() { Status = CertificateStatus.Superseded },
            new() { Profile = CertificateProfile.DeviceSignature },
            new() { Users = [books.Good.Sig.Owner.User, .. Enumerable.Range(0, 600).Select(_ => Guid.NewGuid())] },
            new() { Serial = SerialText.Parse("10") },
        ];
        foreach (var filter in filters)
        {
            var found = await PageAsync(filter);
            found.Count.ShouldBeGreaterThan(1);
            var ordered = (column switch
            {
                CertificateColumn.ValidFrom => found.OrderBy(leaf => leaf.NotBefore),
                CertificateColumn.ValidUntil => found.OrderBy(leaf => leaf.NotAfter),
                _ => found.OrderBy(_ => 0),
            }).ThenBy(leaf => leaf.Serial, StringComparer.Ordinal).Select(leaf => leaf.Serial).ToList();
            (await Catalogue.PageAsync(filter, new CertificateOrder(column, Descending: false), 0, 100, default)).Certificates.Select(leaf => leaf.Serial).ShouldBe(ordered);
            (await Catalogue.PageAsync(filter, new CertificateOrder(column, Descending: true), 1, 100, default)).Certificates.Select(leaf => leaf.Serial).ShouldBe(Enumerable.Reverse(ordered).Skip(1));
        }
    }

    [Fact]
    public async Task Each_status_finds_its_own_and_the_counts_say_the_same()
    {
        (await FoundAsync(CertificateStatus.Revoked)).ShouldBe([books.Revoked.Sig.Serial, books.Revoked.Enc.Serial], ignoreOrder: true);
        (await FoundAsync(CertificateStatus.Held)).ShouldBe([books.Held.Sig.Serial, books.Held.Enc.Serial], ignoreOrder: true);
        (await FoundAsync(CertificateStatus.Expired)).ShouldBe([books.Expired.Sig.Serial, books.Expired.Enc.Serial], ignoreOrder: true);
        (await FoundAsync(CertificateStatus.Ending30)).ShouldBe([books.Ending.Sig.Serial, books.Ending.Enc.Serial, books.EndingNow.Sig.Serial, books.EndingNow.Enc.Serial], ignoreOrder: true);
        (await FoundAsync(CertificateStatus.Ending7)).ShouldBe([books.EndingNow.Sig.Serial, books.EndingNow.Enc.Serial], ignoreOrder: true);
        (await FoundAsync(CertificateStatus.Superseded)).ShouldBe([books.Renewed.Sig.Serial, books.Renewed.Enc.Serial], ignoreOrder: true);

        var summary = await Catalogue.SummariseAsync(default);
        var counts = summary.Counts;
        foreach (var status in Enum.GetValues<CertificateStatus>())
            counts.Of(status).ShouldBe((await FoundAsync(status)).Count, $"{status}");
        counts.All.ShouldBe((await FoundAsync(CertificateFilter.All)).Count);
        counts.All.ShouldBe(counts.Valid + counts.Expired + counts.Held + counts.Revoked);
        summary.EndingByWeek[0].ShouldBe(counts.Ending7);
        summary.EndingByWeek.Sum().ShouldBeLessThanOrEqualTo(counts.Valid - counts.Superseded);
    }

    [Fact]
    public async Task The_word_of_a_certificate_is_the_one_it_is_found_by()
    {
        foreach (var (leaf, status) in new[] { (books.Revoked, CertificateStatus.Revoked), (books.Held, CertificateStatus.Held), (books.Expired, CertificateStatus.Expired), (books.Ending, CertificateStatus.Ending30), (books.EndingNow, CertificateStatus.Ending7), (books.Renewed, CertificateStatus.Superseded), (books.Good, CertificateStatus.Valid) })
            (await PageAsync(new CertificateFilter { Serial = SerialText.Parse(leaf.Sig.Serial) })).Single().Status.ShouldBe(status);
    }

    [Fact]
    public async Task Pages_in_either_order_hold_everything_once()
    {
        foreach (var order in new[] { new CertificateOrder(CertificateColumn.ValidUntil, false), new(CertificateColumn.ValidFrom, true) })
        {
            var seen = new List<ListedCertificate>();
            for (var offset = 0; ; offset += 4)
            {
                var page = await Catalogue.PageAsync(CertificateFilter.All, order, offset, 4, default);
                seen.AddRange(page.Certificates);
                if (page.Certificates.Count == 0)
                {
                    page.Total.ShouldBe(seen.Count);
                    break;
                }
            }
            seen.Select(listed => listed.Serial).ShouldBeUnique();
            seen.Select(listed => order.Descending ? -listed.NotBefore.UtcTicks : listed.NotAfter.UtcTicks).ShouldBeInOrder();
        }
    }

    [Fact]
    public async Task Dates_bound_from_the_first_moment_to_the_last()
    {
        var end = books.Ending.Sig.NotAfter;
        (await FoundAsync(new CertificateFilter { ValidUntil = new Period(end, end.AddSeconds(1)), Profile = CertificateProfile.DeviceSignature })).ShouldBe([books.Ending.Sig.Serial]);
        (await FoundAsync(new CertificateFilter { ValidUntil = new Period(end.AddSeconds(1), null), Serial = SerialText.Parse(books.Ending.Sig.Serial) })).ShouldBeEmpty();
    }

    [Fact]
    public async Task An_export_has_what_the_pages_have()
    {
        var all = new List<string>();
        await foreach (var listed in Catalogue.AllAsync(CertificateFilter.All, default))
        {
            all.Add(listed.Serial);
            listed.Fingerprint.Length.ShouldBe(64);
        }
        all.ShouldBe(await FoundAsync(CertificateFilter.All), ignoreOrder: true);
    }

    [Fact]
    public async Task An_act_on_one_certificate_of_a_device_is_about_both_its_keys_and_never_about_the_installations_own()
    {
        var targets = await Catalogue.TargetsAsync(new CertificateFilter { Serials = [books.Good.Enc.Serial] }, default);
        targets.Select(target => target.Kid).ShouldBe([books.Good.Sig.Kid, books.Good.Enc.Kid], ignoreOrder: true);
        (await Catalogue.TargetsAsync(CertificateFilter.All, default)).ShouldAllBe(target => target.User != Guid.Empty);
    }

    [Fact]
    public async Task Everything_about_a_certificate_is_told()
    {
        var found = (await Catalogue.FindAsync(books.Revoked.Sig.Serial, default)).ShouldNotBeNull();
        found.KeyBits.ShouldBe(3072);
        found.Subject.ShouldContain("CN=Alice Martin");
        found.Der.ToArray().ShouldBe(books.Revoked.Sig.Der.ToArray());
        found.Listed.Fingerprint.ShouldBe(Convert.ToHexString(SHA256.HashData(found.Der.Span)));
        found.InList.Reason.ShouldBe(RevocationReason.KeyCompromise);
        found.InList.ShouldBe(found.Listed.KeyStatus);
        found.List.ShouldBe(books.Host.Authority.Crl.Number);
        found.Ocsp.ShouldBe(OcspSays.Revoked);
        found.Chain.Select(link => link.PublishedAs).ShouldBe(["issuing", "root"]);
        found.Chain[1].Fingerprint.ShouldBe(books.Host.Authority.Description.RootFingerprint);
        found.History.Select(entry => entry.Act).ShouldBe(["Revoke", "Issue"]);
        found.History[0].Actor.ShouldBe($"{Actor.User(Books.Administrator)}");
        found.Extensions.Single(extension => extension.Kind == ExtensionKind.Names).Values.ShouldBe([books.Revoked.Sig.Owner.Uri]);
        found.Extensions.Single(extension => extension.Kind == ExtensionKind.KeyUsage).Values.ShouldBe(["digitalSignature"]);
        found.Extensions.Single(extension => extension.Kind == ExtensionKind.RevocationList).Values.ShouldBe(["http://chat.example/pki/issuing.crl"]);
        found.Extensions.ShouldNotContain(extension => extension.Kind == ExtensionKind.Unknown);
        (await Catalogue.FindAsync(books.Good.Sig.Serial, default)).ShouldNotBeNull().Ocsp.ShouldBe(OcspSays.Good);
        (await Catalogue.FindAsync("10" + new string('0', 32), default)).ShouldBeNull();
    }

    private Task<List<string>> FoundAsync(CertificateStatus status) => FoundAsync(new CertificateFilter { Status = status });

    private async Task<List<string>> FoundAsync(CertificateFilter filter) => (await PageAsync(filter)).ConvertAll(listed => listed.Serial);

    private async Task<List<ListedCertificate>> PageAsync(CertificateFilter filter) => [.. (await Catalogue.PageAsync(filter, default, 0, 100, default)).Certificates];

    /// <summary>A certificate of each kind, made by letting time go by.</summary>
    public class Books : IAsyncLifetime
    {
        public static readonly Guid Administrator = Guid.NewGuid();

        internal TestAuthority Host { get; private set; } = null!;

        internal IssueResult.Issued Good { get; private set; } = null!;

        internal IssueResult.Issued Revoked { get; private set; } = null!;

        internal IssueResult.Issued Held { get; private set; } = null!;

        internal IssueResult.Issued Expired { get; private set; } = null!;

        internal IssueResult.Issued Ending { get; private set; } = null!;

        internal IssueResult.Issued EndingNow { get; private set; } = null!;

        /// <summary>The first certificates of keys that have others by now.</summary>
        internal IssueResult.Issued Renewed { get; private set; } = null!;

        public async Task InitializeAsync()
        {
            Host = await TestAuthority.OpenAsync();
            Expired = await Host.IssueAsync(TestDevice.New());
            Host.Clock.Advance(TimeSpan.FromDays(30));
            EndingNow = await Host.IssueAsync(TestDevice.New());
            Host.Clock.Advance(TimeSpan.FromDays(20));
            Ending = await Host.IssueAsync(TestDevice.New());
            Host.Clock.Advance(TimeSpan.FromDays(1));
            var renewing = TestDevice.New();
            Renewed = await Host.IssueAsync(renewing);
            Host.Clock.Advance(TimeSpan.FromDays(64));
            await Host.Authority.RenameAsync(renewing.User, "Alice Durand", Actor.System);
            (Good, Revoked, Held) = (await Host.IssueAsync(TestDevice.New()), await Host.IssueAsync(TestDevice.New()), await Host.IssueAsync(TestDevice.New()));
            await Host.Authority.RevokeAsync(KeySelection.Of(Revoked.Sig.Kid, Revoked.Enc.Kid), RevocationReason.KeyCompromise, Actor.User(Administrator));
            await Host.Authority.HoldAsync(KeySelection.Of(Held.Sig.Kid, Held.Enc.Kid), Actor.User(Administrator));
        }

        public async Task DisposeAsync() => await Host.DisposeAsync();
    }
}
