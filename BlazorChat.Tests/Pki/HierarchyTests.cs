using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using BlazorChat.Pki;
using BlazorChat.Pki.Ceremony;
using BlazorChat.Pki.Certificates;
using BlazorChat.Pki.Crl;
using BlazorChat.Pki.Endings;
using BlazorChat.Pki.Est;
using BlazorChat.Pki.Issuance;
using BlazorChat.Pki.Keys;
using BlazorChat.Pki.Ledger;
using BlazorChat.Pki.Ocsp;
using BlazorChat.Pki.Revocation;
using BlazorChat.Tests.Support;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Configuration;
using Shouldly;

namespace BlazorChat.Tests.Authorities;

/// <summary>The ceremonies in one process, on a clock that stands still; openssl is the judge.</summary>
public sealed class HierarchyTests : IAsyncLifetime
{
    private const string RootPassphrase = "the passphrase of the root";
    private readonly StringWriter _said = new();
    private readonly Queue<string> _answers = [];
    private TestAuthority _host = null!;

    public async Task InitializeAsync() => _host = await TestAuthority.OpenAsync(("Pki:RootPassphrase", RootPassphrase));

    public async Task DisposeAsync() => await _host.DisposeAsync();

    [Fact]
    public async Task Rolled_over_the_new_ca_issues_and_old_certificates_stay_valid_and_revocable()
    {
        var device = TestDevice.New();
        var old = await _host.IssueAsync(device);
        await TakeRootAsync();
        await RollOverAsync();
        var recent = await _host.IssueAsync(TestDevice.New());
        (await VerifyAsync(old.Sig.Der)).ShouldContain("OK");
        (await VerifyAsync(recent.Sig.Der)).ShouldContain("OK");
        _host.Authority.Validate(old.Sig.Der, device.Owner, KeyUse.Sig, _host.Clock.GetUtcNow()).ShouldBe(KeyValidity.Valid);
        var text = await OpenSsl.RunAsync("x509", "-noout", "-text", "-in", _host.Write("new.pem", OpenSsl.Pem(recent.Sig.Der)));
        text.ShouldContain("URI:http://chat.example/pki/issuing-2.crl");
        text.ShouldContain("CA Issuers - URI:http://chat.example/pki/issuing-2.cer");

        await _host.Authority.RevokeAsync(KeySelection.Of(old.Sig.Kid), RevocationReason.KeyCompromise, Actor.System);
        (await VerifyAsync(old.Sig.Der)).ShouldContain("certificate revoked");
        (await VerifyAsync(recent.Sig.Der)).ShouldContain("OK");
        _host.Authority.Validate(old.Sig.Der, device.Owner, KeyUse.Sig, _host.Clock.GetUtcNow().AddHours(1)).ShouldBe(KeyValidity.Revoked);
        (await _host.Authority.VerifyLedgerAsync()).Intact.ShouldBeTrue();
    }

    [Fact]
    public async Task After_a_rollover_ocsp_answers_for_both_cas_each_by_a_responder_of_its_own()
    {
        var old = (await _host.IssueAsync(TestDevice.New())).Sig;
        var first = _host.Get<OpenedAuthority>().Keys.Issuing;
        await TakeRootAsync();
        await RollOverAsync();
        var recent = (await _host.IssueAsync(TestDevice.New())).Sig;
        var second = _host.Get<OpenedAuthority>().Keys.Issuing;
        await _host.Authority.RevokeAsync(KeySelection.Of(old.Kid), RevocationReason.Superseded, Actor.System);
        var (aboutOld, aboutRecent) = (await AskAsync(first, old.Serial), await AskAsync(second, recent.Serial));
        (aboutOld.Only, aboutRecent.Only).ShouldBe(("revoked 4", "good"));
        (IssuerOf(aboutOld.Signer), IssuerOf(aboutRecent.Signer)).ShouldBe((first.Subject.Name, second.Subject.Name), "RFC 6960 4.2.2.2: delegated by the CA that issued");
        (await AskAsync(second, old.Serial)).Only.ShouldBe("unknown");

        async Task<OcspReply> AskAsync(CaCertificate issuer, string serial) =>
            OcspReply.Read((await _host.Get<AnswerOcsp>().HandleAsync(new OcspQuestion(issuer, serial).Encode(), () => true, CancellationToken.None)).Der);

        static string IssuerOf(byte[] der)
        {
            using var certificate = X509CertificateLoader.LoadCertificate(der);
            return certificate.IssuerName.Name;
        }
    }

    [Fact]
    public async Task Certtool_and_certutil_follow_a_rollover_too()
    {
        await AtRealTimeAsync(-1);
        var old = await _host.IssueAsync(TestDevice.New());
        await TakeRootAsync();
        await RollOverAsync();
        var recent = await _host.IssueAsync(TestDevice.New());
        foreach (var leaf in new[] { old.Sig.Der, recent.Sig.Der })
            (await JudgeAsync(leaf)).ShouldBe((true, true));
        await _host.Authority.RevokeAsync(KeySelection.Of(old.Sig.Kid), RevocationReason.KeyCompromise, Actor.System);
        (await JudgeAsync(old.Sig.Der)).ShouldBe((false, false));
        (await JudgeAsync(recent.Sig.Der)).ShouldBe((true, true));
    }

    [Fact]
    public async Task Certtool_and_certutil_refuse_what_has_ended_and_what_is_for_another_purpose()
    {
        await AtRealTimeAsync(-1);
        var key = RsaPublicKey.Read(RsaPool.Next().ExportSubjectPublicKeyInfo())!;
        var (client, refusal) = await _host.Get<CertifyKeys>().HandleAsync(key, LeafSubject.TlsClient(Guid.NewGuid(), "Alice"), Actor.System, CancellationToken.None);
        var leaf = client.ShouldNotBeNull($"{refusal}").Der;
        (await GnuTlsAsync(leaf, purpose: LeafExtensions.ClientAuthentication)).ShouldContain("Chain verification output: Verified.");
        (await NssAsync(leaf, usage: "C")).ShouldContain("certificate is valid");
        (await GnuTlsAsync(leaf, purpose: LeafExtensions.ServerAuthentication)).ShouldContain("does not match the intended purpose");
        (await NssAsync(leaf, usage: "V")).ShouldContain("usage inadequate");
        (await GnuTlsAsync(leaf, days: 400)).ShouldContain("uses expired certificate");
        (await NssAsync(leaf, usage: "C", days: 400)).ShouldContain("has expired");
    }

    [Fact]
    public async Task The_old_list_is_signed_until_the_last_certificate_has_ended_and_then_for_ever()
    {
        await _host.IssueAsync(TestDevice.New());
        var old = _host.Get<OpenedAuthority>().Keys.Issuing;
        await TakeRootAsync();
        await RollOverAsync();
        DateTimeOffset Until() => _host.Get<CrlPublisher>().Current.Lists[old.Id].NextUpdate;
        Until().ShouldBe(_host.Clock.GetUtcNow().AddDays(7));
        _host.Clock.Advance(TimeSpan.FromDays(91));
        await _host.Get<CrlPublisher>().EnsureFreshAsync(CancellationToken.None);
        Until().Year.ShouldBe(9999);
    }

    [Fact]
    public async Task A_revoked_issuing_ca_makes_its_certificates_worthless_and_keys_are_certified_anew()
    {
        var device = TestDevice.New();
        var old = await _host.IssueAsync(device);
        var root = await TakeRootAsync();
        await RollOverAsync();
        _host.Clock.Advance(TimeSpan.FromHours(2));
        var before = _host.Clock.GetUtcNow();
        Offline("revoke", root, Path.Combine(_host.Keys, "issuing.crt"), "CACompromise").ShouldBe(1, "nobody confirmed");
        _answers.Enqueue("BlazorChat Issuing CA");
        Offline("revoke", root, Path.Combine(_host.Keys, "issuing.crt"), "CACompromise").ShouldBe(0, Said());
        _answers.Enqueue("yes");
        (await OnHostAsync("install-crl", Path.Combine(root, "root.crl"))).ShouldBe(1, "the name was not typed");
        _answers.Enqueue("BlazorChat Issuing CA");
        (await OnHostAsync("install-crl", Path.Combine(root, "root.crl"))).ShouldBe(0, Said());
        await TakeUpAsync();

        (await VerifyAsync(old.Sig.Der)).ShouldContain("certificate revoked");
        _host.Authority.Validate(old.Sig.Der, device.Owner, KeyUse.Sig, before.AddHours(1)).ShouldBe(KeyValidity.Revoked);
        _host.Authority.Validate(old.Sig.Der, device.Owner, KeyUse.Sig, before.AddHours(-1)).ShouldBe(KeyValidity.Valid);
        (await _host.Authority.ValidateNowAsync(old.Sig.Kid, device.Owner, KeyUse.Sig)).ShouldBe(KeyValidity.Valid, "certified anew");
        var leaves = (await _host.Authority.CertificatesOfAsync([old.Sig.Kid]))[old.Sig.Kid];
        leaves.Count.ShouldBe(2);
        (await VerifyAsync(leaves[1].Der)).ShouldContain("OK");
        await _host.Get<RecertifyKeys>().HandleAsync(CancellationToken.None);
        (await _host.Authority.CertificatesOfAsync([old.Sig.Kid]))[old.Sig.Kid].Count.ShouldBe(2);
        (await _host.Authority.VerifyLedgerAsync()).Intact.ShouldBeTrue();
    }

    [Fact]
    public async Task Hosts_that_take_up_a_new_issuing_ca_at_different_moments_know_all_its_lists_and_every_revocation()
    {
        var device = TestDevice.New();
        var issued = await _host.IssueAsync(device);
        await using var early = await _host.ReopenAsync();
        await using var late = await _host.ReopenAsync();
        await TakeRootAsync();
        await RollOverAsync(takeUp: false);
        await early.Get<InstalledIssuers>().TakeUpAsync(CancellationToken.None);

        // The one that publishes has it not yet.
        await _host.Authority.RevokeAsync(KeySelection.Of(issued.Sig.Kid), RevocationReason.KeyCompromise, Actor.System);
        await early.Authority.ReadAgainAsync();
        early.Authority.StatusOf(issued.Sig.Kid).State.ShouldBe(KeyState.Revoked);

        // It has it, and another has read its list without.
        await TakeUpAsync();
        var current = _host.Get<OpenedAuthority>().Keys.Current.Id;
        await late.Authority.ReadAgainAsync();
        late.Get<CrlPublisher>().Current.Lists.ShouldNotContainKey(current);

        // One that publishes without it signs the other lists alone.
        await early.Get<CrlPublisher>().LookForNewIssuerAsync(CancellationToken.None);
        await late.Authority.RevokeAsync(KeySelection.Of(issued.Enc.Kid), RevocationReason.KeyCompromise, Actor.System);
        foreach (var host in new[] { early, _host })
        {
            await host.Authority.ReadAgainAsync();
            host.Authority.StatusOf(issued.Enc.Kid).State.ShouldBe(KeyState.Revoked);
        }
        foreach (var host in new[] { early, late })
        {
            await host.Get<InstalledIssuers>().TakeUpAsync(CancellationToken.None);
            await host.Get<CrlPublisher>().LookForNewIssuerAsync(CancellationToken.None);
            host.Get<CrlPublisher>().Current.Lists.ShouldContainKey(current);
            host.Get<CrlPublisher>().Current.Newest.ShouldBe(_host.Get<CrlPublisher>().Current.Newest);
        }
    }

    [Fact]
    public async Task News_of_a_roots_list_stay_news_until_they_are_told_whoever_has_read_it()
    {
        var root = await TakeRootAsync();
        await RollOverAsync();
        var lists = _host.Get<RootCrlPublisher>();
        lists.HasNews.ShouldBeFalse();
        _host.Clock.Advance(TimeSpan.FromHours(2));
        _answers.Enqueue("BlazorChat Issuing CA");
        Offline("revoke", root, Path.Combine(_host.Keys, "issuing.crt"), "CACompromise").ShouldBe(0, Said());
        _answers.Enqueue("BlazorChat Issuing CA");
        (await OnHostAsync("install-crl", Path.Combine(root, "root.crl"))).ShouldBe(0, Said());
        await _host.Authority.ReadAgainAsync();
        await lists.EnsureFreshAsync(CancellationToken.None);
        lists.HasNews.ShouldBeTrue();
        lists.Told(lists.Lists);
        lists.HasNews.ShouldBeFalse();
    }

    [Fact]
    public async Task The_issuing_ca_that_issues_cannot_be_revoked()
    {
        var root = await TakeRootAsync();
        _answers.Enqueue("BlazorChat Issuing CA");
        Offline("revoke", root, Path.Combine(_host.Keys, "issuing.crt"), "CACompromise").ShouldBe(0, Said());
        (await OnHostAsync("install-crl", Path.Combine(root, "root.crl"))).ShouldBe(1);
        Said().ShouldContain("which issues. Nobody could send any more. First install another issuing CA");
    }

    [Fact]
    public async Task A_new_root_is_installed_only_with_the_signature_of_the_old()
    {
        var old = await TakeRootAsync();
        var next = Path.Combine(_host.Home, "root2");
        Offline("create-root", next, "Example Root 2").ShouldBe(0, Said());
        var (csr, crt, link) = (Path.Combine(_host.Home, "i.csr"), Path.Combine(_host.Home, "i.crt"), Path.Combine(_host.Home, "link.crt"));
        (await OnHostAsync("request", csr)).ShouldBe(0, Said());
        _answers.Enqueue("BlazorChat Issuing CA 2");
        Offline("sign", next, csr, crt).ShouldBe(0, Said());
        (await OnHostAsync("install", crt, Path.Combine(next, "root.crt"))).ShouldBe(1);
        Said().ShouldContain("unless it vouches for it");
        var impostor = Path.Combine(_host.Home, "root3");
        Offline("create-root", impostor, "BlazorChat Root CA").ShouldBe(0, Said());
        _answers.Enqueue("Example Root 2");
        Offline("link", impostor, Path.Combine(next, "root.crt"), link).ShouldBe(0, Said());
        (await OnHostAsync("install", crt, Path.Combine(next, "root.crt"), link)).ShouldBe(1);
        Said().ShouldContain("is not signed by");
        _answers.Enqueue("Example Root 2");
        Offline("link", old, Path.Combine(next, "root.crt"), link).ShouldBe(0, Said());
        (await OnHostAsync("install", crt, Path.Combine(next, "root.crt"), link)).ShouldBe(0, Said());
        Said().ShouldContain("The list of CN=Example Root 2 is not here yet");
        await TakeUpAsync();
        _host.Get<IEndings>().OfAuthority().ShouldBe([new AuthorityEnding(EndingKind.RootListMissing, Urgency.Soon, "CN=Example Root 2", _host.Clock.GetUtcNow())]);
        (await OnHostAsync("install-crl", Path.Combine(next, "root.crl"))).ShouldBe(0, Said());
        await TakeUpAsync();
        _host.Get<IEndings>().OfAuthority().ShouldBeEmpty();
        await OpenSsl.RunAsync("verify", "-x509_strict", "-attime", $"{_host.Clock.GetUtcNow().ToUnixTimeSeconds()}", "-CAfile", Path.Combine(old, "root.crt"), link);
        (await VerifyAsync((await _host.IssueAsync(TestDevice.New())).Sig.Der)).ShouldContain("OK");
        (await OnHostAsync("show")).ShouldBe(0);
        Said().ShouldContain("CN=Example Root 2: root");
        await using var again = await _host.ReopenAsync();
        again.Authority.Description.Cas.Count(ca => ca.IsRoot).ShouldBe(2);
        again.Authority.Description.Cas.Select(ca => ca.PublishedAs).ShouldBe(["root", "root-2", "issuing", "issuing-2"]);

        // RFC 7030 4.1.3: old and new CAs, and how one comes from the old root to the new one.
        List<byte[]> Listed() => [.. new ValidCas(_host.Get<OpenedAuthority>(), _host.Get<RootCrlPublisher>(), _host.Clock).List().Select(der => der.ToArray())];
        var keys = _host.Get<OpenedAuthority>().Keys;
        Listed().ShouldBe([keys.Issuing.Der, keys.Issuers[0].Certificate.Der, keys.Root.Der, keys.Issuers[0].Root.Der, keys.Current.Link!.Der]);
        _host.Clock.Set(keys.Issuers[0].Certificate.NotAfter);
        Listed().ShouldNotContain(der => der.SequenceEqual(keys.Issuers[0].Certificate.Der), "it has ended");
    }

    [Fact]
    public async Task Certificates_that_cannot_be_installed_are_refused_with_a_reason()
    {
        await AtRealTimeAsync(1);
        var root = await TakeRootAsync();
        var csr = Path.Combine(_host.Home, "i.csr");
        var rootFile = Path.Combine(root, "root.crt");
        (await OnHostAsync("install", rootFile, rootFile)).ShouldBe(1);
        Said().ShouldContain("First: authority request FILE");
        (await OnHostAsync("request", csr)).ShouldBe(0, Said());
        async Task Refused(string certificate, string why)
        {
            (await OnHostAsync("install", certificate, rootFile)).ShouldBe(1);
            Said().ShouldContain(why);
        }
        await Refused(Path.Combine(_host.Home, "nowhere.crt"), "cannot be read");
        await Refused(_host.Write("rubbish", "rubbish"), "is not the certificate of a CA in PEM");
        await Refused(Path.Combine(_host.Keys, "issuing.crt"), "is for another key");
        var keyFile = Path.Combine(root, "root.key");
        async Task<string> Sign(string extensions, string extra = "")
        {
            var made = Path.Combine(_host.Home, "made.crt");
            string[] more = extra.Length == 0 ? [] : extra.Split(' ');
            var ext = _host.Write("ext", extensions);
            await OpenSsl.RunAsync(["x509", "-req", "-in", csr, "-CA", rootFile, "-CAkey", keyFile, "-passin", $"pass:{RootPassphrase}", "-days", "800", "-out", made, "-extfile", ext, .. more]);
            return made;
        }
        const string Rest = "keyUsage=critical,keyCertSign,cRLSign\nsubjectKeyIdentifier=hash\nauthorityKeyIdentifier=keyid\n";
        await Refused(await Sign("basicConstraints=critical,CA:FALSE\n" + Rest), "It is not the certificate of a CA.");
        await Refused(await Sign("basicConstraints=critical,CA:TRUE,pathlen:1\n" + Rest), "The path length of");
        await Refused(await Sign("basicConstraints=CA:TRUE,pathlen:0\n" + Rest), "is not critical");
        await Refused(await Sign("basicConstraints=critical,CA:TRUE,pathlen:0\nsubjectKeyIdentifier=hash\nauthorityKeyIdentifier=keyid\n"), "may not sign certificates and lists");
        await Refused(await Sign("basicConstraints=critical,CA:TRUE,pathlen:0\n" + Rest, "-sha512"), "sha256WithRSAEncryption");
        _host.Clock.Set(_host.Clock.GetUtcNow().AddYears(-3));
        Offline("sign", root, csr, Path.Combine(_host.Home, "late.crt")).ShouldBe(1);
        Said().ShouldContain("Set the clock right");
    }

    [Fact]
    public async Task A_list_that_goes_back_or_forgets_is_refused()
    {
        var root = await TakeRootAsync();
        var file = Path.Combine(root, "root.crl");
        Offline("root-crl", root).ShouldBe(0, Said());
        (await OnHostAsync("install-crl", file)).ShouldBe(0, Said());
        (await OnHostAsync("install-crl", file)).ShouldBe(1);
        Said().ShouldContain("A number only grows");
        var other = Path.Combine(_host.Home, "other");
        Offline("create-root", other, "BlazorChat Root CA").ShouldBe(0, Said());
        (await OnHostAsync("install-crl", Path.Combine(other, "root.crl"))).ShouldBe(1);
        Said().ShouldContain("is no list of a root of this authority");
        (await OnHostAsync("install-crl", Path.Combine(root, "root.crt"))).ShouldBe(1);
        Said().ShouldContain("It is not a revocation list of version 2");
        await RollOverAsync();
        _answers.Enqueue("BlazorChat Issuing CA");
        Offline("revoke", root, Path.Combine(_host.Keys, "issuing.crt"), "Superseded").ShouldBe(0, Said());
        _answers.Enqueue("BlazorChat Issuing CA");
        (await OnHostAsync("install-crl", file)).ShouldBe(0, Said());
        var folder = RootFolder.Open(root);
        var revoked = folder.List.Entries.ShouldHaveSingleItem();
        // RFC 5280 3.3: what is revoked of an organisation's root is not only ours, and leaves its list once it has ended.
        NextList(revoked, new RevokedCa("0102", revoked.Since, 4));
        (await OnHostAsync("install-crl", file)).ShouldBe(0, Said());
        NextList(revoked);
        (await OnHostAsync("install-crl", file)).ShouldBe(0, Said());
        NextList();
        (await OnHostAsync("install-crl", file)).ShouldBe(1);
        Said().ShouldContain("The list no longer names O=chat.example, CN=BlazorChat Issuing CA, which is revoked.");
        _host.Clock.Advance(TimeSpan.FromDays(500));
        (await OnHostAsync("install-crl", file)).ShouldBe(1);

        void NextList(params RevokedCa[] entries)
        {
            using var key = folder.OpenKey(Passphrase.FromEnvironment(RootPassphrase, "Pki:RootPassphrase"));
            folder.Renew(key, _host.Clock.GetUtcNow(), TimeSpan.FromDays(400), entries);
        }
    }

    [Fact]
    public async Task A_request_is_signed_only_once_it_was_compared_with_what_the_host_showed()
    {
        var root = await TakeRootAsync();
        var (csr, crt) = (Path.Combine(_host.Home, "issuing.csr"), Path.Combine(_host.Home, "issuing.crt"));
        (await OnHostAsync("request", csr)).ShouldBe(0, Said());
        var key = Said().Split('\n').Single(line => line.StartsWith("SHA-256 of its key: ", StringComparison.Ordinal));
        Offline("sign", root, csr, crt).ShouldBe(1, "nobody confirmed");
        Said().ShouldContain(key);
        Said().ShouldContain("The root's list will be looked for at: http://chat.example/pki/root-2.crl");
        File.Exists(crt).ShouldBeFalse();
    }

    [Fact]
    public async Task A_request_without_the_settings_of_the_host_is_refused()
    {
        var csr = Path.Combine(_host.Home, "issuing.csr");
        await using var without = _host.Again(("Pki:PublicUrl", ""));
        (await OnHostAsync(without, "request", csr)).ShouldBe(1);
        Said().ShouldContain("Pki:PublicUrl is not set, so the request would say http://localhost:5080/, and O=chat.example, CN=BlazorChat Issuing CA says http://chat.example/.");
        File.Exists(csr).ShouldBeFalse();
    }

    [Theory]
    [InlineData("issuing.key")]
    [InlineData("passphrase")]
    public async Task When_the_issuing_key_or_its_passphrase_is_lost_a_rollover_makes_it_good(string lost)
    {
        var device = TestDevice.New();
        var kid = (await _host.IssueAsync(device)).Sig.Kid;
        var root = await TakeRootAsync();
        File.Delete(Path.Combine(lost == "passphrase" ? _host.Folder : _host.Keys, lost));
        await using var down = _host.Again();
        (await down.FailToStartAsync()).Remedy.ShouldContain("backup");
        (await OnHostAsync(down, "show")).ShouldBe(0, Said());
        Said().Contains("issues, key not here", StringComparison.Ordinal).ShouldBe(lost == "issuing.key");
        var (csr, crt) = (Path.Combine(_host.Home, "issuing.csr"), Path.Combine(_host.Home, "issuing.crt"));
        var key = Path.Combine(_host.Keys, "issuing.key");
        var kept = File.Exists(key) ? await File.ReadAllBytesAsync(key) : null;
        if (lost == "passphrase")
        {
            (await OnHostAsync(down, "request", csr)).ShouldBe(1, "the command may only miss the settings of the host");
            Said().ShouldContain($"If the passphrase is lost, remove {key} and ask again");
            File.Delete(key);
        }
        (await OnHostAsync(down, "request", csr)).ShouldBe(0, Said());
        _answers.Enqueue("BlazorChat Issuing CA 2");
        Offline("sign", root, csr, crt).ShouldBe(0, Said());
        (await OnHostAsync(down, "install", crt, Path.Combine(root, "root.crt"))).ShouldBe(0, Said());
        if (kept is not null)
        {
            await File.WriteAllBytesAsync(key, kept);
            await using var again = _host.Again();
            (await again.FailToStartAsync()).Remedy.ShouldContain($"If it is lost, remove {key} and have the root revoke O=chat.example, CN=BlazorChat Issuing CA");
            File.Delete(key);
        }
        await using var up = await _host.ReopenAsync();
        var list = up.Get<CrlPublisher>().Current.Lists[up.Get<OpenedAuthority>().Keys.Issuers[0].Id];
        up.Get<IEndings>().OfAuthority().ShouldBe([new AuthorityEnding(EndingKind.IssuingList, Urgency.Now, "O=chat.example, CN=BlazorChat Issuing CA", list.NextUpdate)]);

        _answers.Enqueue("BlazorChat Issuing CA");
        Offline("revoke", root, Path.Combine(_host.Keys, "issuing.crt"), "Superseded").ShouldBe(0, Said());
        _answers.Enqueue("BlazorChat Issuing CA");
        (await OnHostAsync(up, "install-crl", Path.Combine(root, "root.crl"))).ShouldBe(0, Said());
        await TakeUpAsync(up);
        up.Get<IEndings>().OfAuthority().ShouldBeEmpty();
        (await up.Authority.ValidateNowAsync(kid, device.Owner, KeyUse.Sig)).ShouldBe(KeyValidity.Valid, "certified anew");
    }

    [Fact]
    public async Task A_root_folder_with_another_passphrase_or_damage_is_named()
    {
        var root = await TakeRootAsync();
        _said.GetStringBuilder().Clear();
        new OfflineCeremony(Settings("another passphrase"), Terminal(), new CaKeySource(RsaPool.NextCa, 1000), _host.Clock).Run(["root-crl", root]).ShouldBe(1);
        Said().ShouldContain("Pki:RootPassphrase: The passphrase from the environment variable Pki__RootPassphrase does not open");
        await File.WriteAllTextAsync(Path.Combine(root, "root.crl"), "rubbish");
        Offline("root-crl", root).ShouldBe(1);
        Said().ShouldContain("is damaged or of another root");
        Offline("create-root", root, "Again").ShouldBe(1);
        Said().ShouldContain("exists already");
    }

    [Fact]
    public async Task A_crash_between_folder_and_ledger_is_made_good_and_a_missing_folder_is_named()
    {
        await TakeRootAsync();
        await RollOverAsync(takeUp: false);
        await using (var database = await _host.DatabaseAsync())
            (await database.Set<LedgerRow>().CountAsync(row => row.Act == LedgerAct.Open)).ShouldBe(2);
        await _host.ExecuteAsync("""DELETE FROM authority_ledger WHERE "Act" = 'Open' AND "Seq" > 1""");
        await using (var again = await _host.ReopenAsync())
        await using (var database = await again.DatabaseAsync())
            (await database.Set<LedgerRow>().CountAsync(row => row.Act == LedgerAct.Open)).ShouldBe(2);
        Directory.Delete(Path.Combine(_host.Keys, "issuing-2"), recursive: true);
        await using var other = _host.Again();
        (await other.FailToStartAsync()).Problem.ShouldContain("was installed in this installation, but is not in");
    }

    [Fact]
    public async Task Where_the_passphrase_is_typed_a_new_key_gets_the_one_that_opens_the_key_in_use()
    {
        const string typed = "typed at the terminal";
        await using var first = TestAuthority.Make(("Pki:RootPassphrase", RootPassphrase));
        await using var host = first.Again(("Pki:RootPassphrase", RootPassphrase), ("Pki:AskPassphrase", "true"));
        host.Typed.Enqueue(typed);
        host.Typed.Enqueue(typed);
        await host.StartAsync();
        var (csr, crt, root) = (Path.Combine(host.Home, "issuing.csr"), Path.Combine(host.Home, "issuing.crt"), Path.Combine(host.Home, "root"));
        host.Typed.Enqueue(typed);
        (await OnHostAsync(host, "take-root", root)).ShouldBe(0, Said());
        host.Typed.Enqueue(typed);
        (await OnHostAsync(host, "request", csr)).ShouldBe(0, Said());
        host.Typed.ShouldBeEmpty();
        _answers.Enqueue("BlazorChat Issuing CA 2");
        Offline("sign", root, csr, crt).ShouldBe(0, Said());
        host.Typed.Enqueue(typed);
        (await OnHostAsync(host, "install", crt, Path.Combine(root, "root.crt"))).ShouldBe(0, Said());
        await TakeUpAsync(host);
        host.Get<OpenedAuthority>().Keys.Issuers.Count.ShouldBe(2);
    }

    [Fact]
    public async Task An_issuing_ca_that_does_not_open_keeps_no_list_from_being_published_and_one_that_is_late_is_told_of()
    {
        await _host.RunScheduleAsync();
        var first = _host.Authority.Crl.Number;
        Directory.CreateDirectory(Path.Combine(_host.Keys, "issuing-2"));
        await File.WriteAllTextAsync(Path.Combine(_host.Keys, "issuing-2", "issuing.key"), "rubbish");
        _host.Clock.Advance(TimeSpan.FromHours(25));
        for (var waited = 0; _host.Authority.Crl.Number == first; waited++)
        {
            waited.ShouldBeLessThan(1000, "the list of the issuing CA");
            await Task.Delay(10);
        }

        _host.Leads = () => false; // nobody publishes
        _host.Clock.Advance(TimeSpan.FromHours(47));
        _host.Get<IEndings>().OfAuthority().ShouldBeEmpty();
        _host.Clock.Advance(TimeSpan.FromHours(2));
        _host.Get<IEndings>().OfAuthority().ShouldBe([new AuthorityEnding(EndingKind.OwnList, Urgency.Now, "O=chat.example, CN=BlazorChat Issuing CA", _host.Authority.Crl.NextUpdate)]);
    }

    [Fact]
    public async Task A_host_with_a_copy_of_the_folder_says_that_it_lacks_what_another_installed_until_it_has_it()
    {
        await TakeRootAsync();
        var copy = Path.Combine(_host.Home, "copy");
        Copy(_host.Folder, copy);
        await using var other = _host.Again((AuthoritySettings.PathKey, copy));
        await other.StartAsync();
        await RollOverAsync();
        await TakeUpAsync(other);
        var installed = _host.Get<OpenedAuthority>().Keys.Issuing.Fingerprint;
        other.Get<IEndings>().OfAuthority().ShouldBe([new AuthorityEnding(EndingKind.IssuingCaMissing, Urgency.Now, installed, other.Clock.GetUtcNow())]);
        (await other.Get<AuthorityHealth>().CheckHealthAsync(new())).Description.ShouldBe($"IssuingCaMissing {installed}.");
        _host.Get<IEndings>().OfAuthority().ShouldBeEmpty();

        Copy(Path.Combine(_host.Keys, "issuing-2"), Path.Combine(copy, "ca", "issuing-2"));
        await TakeUpAsync(other);
        other.Get<IEndings>().OfAuthority().ShouldBeEmpty();
        other.Get<OpenedAuthority>().Keys.Issuing.Fingerprint.ShouldBe(installed);
    }

    [Fact]
    public async Task An_authority_begins_under_a_root_that_was_made_elsewhere()
    {
        await using var empty = TestAuthority.Make(("Pki:RootPassphrase", RootPassphrase));
        var (csr, crt, root) = (Path.Combine(empty.Home, "issuing.csr"), Path.Combine(empty.Home, "issuing.crt"), Path.Combine(empty.Home, "new-root"));
        Offline("create-root", root, "Example Chat Root CA 2026").ShouldBe(0, Said());
        (await OnHostAsync(empty, "request", csr)).ShouldBe(0, Said());
        await using (var early = empty.Again())
            (await early.FailToStartAsync()).Message.ShouldContain("authority install");
        await empty.ExecuteAsync("""DELETE FROM authority_ledger WHERE "Act" = 'Request'"""); // as a crash between the two
        (await OnHostAsync(empty, "request", csr)).ShouldBe(0, Said());
        _answers.Enqueue("BlazorChat Issuing CA");
        Offline("sign", root, csr, crt).ShouldBe(0, Said());
        (await OnHostAsync(empty, "install", crt, Path.Combine(root, "root.crt"))).ShouldBe(0, Said());
        (await OnHostAsync(empty, "install-crl", Path.Combine(root, "root.crl"))).ShouldBe(0, Said());

        await using var host = empty.Again();
        var description = await host.StartAsync();
        description.RootKeyPresent.ShouldBeFalse();
        host.Get<OpenedAuthority>().Keys.Root.Name.ShouldContain("Example Chat Root CA 2026");
        host.Get<IEndings>().OfAuthority().ShouldBeEmpty();
        await host.IssueAsync(TestDevice.New());
        (await host.Authority.VerifyLedgerAsync()).Intact.ShouldBeTrue();
        await using var database = await host.DatabaseAsync();
        (await database.Set<LedgerRow>().OrderBy(row => row.Seq).Select(row => row.Act).Take(3).ToListAsync()).ShouldBe([LedgerAct.Request, LedgerAct.Open, LedgerAct.RootList]);
    }

    [Fact]
    public async Task A_root_key_that_others_can_read_is_said()
    {
        var root = await TakeRootAsync();
        Offline("root-crl", root).ShouldBe(0);
        Said().ShouldNotContain("Other accounts");
        var key = Path.Combine(root, "root.key");
        if (!OperatingSystem.IsWindows())
            File.SetUnixFileMode(key, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.GroupRead);
        Offline("root-crl", root).ShouldBe(0);
        Said().ShouldContain($"Other accounts of this machine can read {key}.");
    }

    [Fact]
    public async Task An_old_ca_without_its_key_hinders_no_start()
    {
        var old = await _host.IssueAsync(TestDevice.New());
        await TakeRootAsync();
        await RollOverAsync();
        File.Delete(Path.Combine(_host.Keys, "issuing.key"));
        await using var again = await _host.ReopenAsync();
        again.Authority.IsIssuedHere(old.Sig.Der).ShouldBeTrue();
        again.Authority.Description.Cas.Single(ca => !ca.KeyPresent && !ca.IsRoot).InUse.ShouldBeFalse();
        (await again.IssueAsync(TestDevice.New())).ShouldNotBeNull();
    }

    private static void Copy(string from, string to)
    {
        foreach (var file in Directory.GetFiles(from, "*", SearchOption.AllDirectories))
        {
            var place = Path.Combine(to, Path.GetRelativePath(from, file));
            Directory.CreateDirectory(Path.GetDirectoryName(place)!);
            File.Copy(file, place);
        }
    }

    /// <summary>For tools that know no other clock.</summary>
    private async Task AtRealTimeAsync(int minutes)
    {
        await _host.DisposeAsync();
        _host = TestAuthority.Make(("Pki:RootPassphrase", RootPassphrase));
        _host.Clock.Set(TimeProvider.System.GetUtcNow().AddMinutes(minutes));
        await _host.StartAsync();
    }

    private async Task<string> TakeRootAsync()
    {
        var folder = Path.Combine(_host.Home, "root");
        (await OnHostAsync("take-root", folder)).ShouldBe(0, Said());
        _host.Authority.Description.RootKeyPresent.ShouldBeFalse();
        return folder;
    }

    private async Task RollOverAsync(bool takeUp = true)
    {
        var (csr, crt) = (Path.Combine(_host.Home, "issuing.csr"), Path.Combine(_host.Home, "issuing.crt"));
        (await OnHostAsync("request", csr)).ShouldBe(0, Said());
        _answers.Enqueue("BlazorChat Issuing CA 2");
        Offline("sign", Path.Combine(_host.Home, "root"), csr, crt).ShouldBe(0, Said());
        (await OnHostAsync("install", crt, Path.Combine(_host.Home, "root", "root.crt"))).ShouldBe(0, Said());
        if (takeUp)
            await TakeUpAsync();
    }

    /// <summary>What the schedule does each minute.</summary>
    private async Task TakeUpAsync(TestAuthority? on = null)
    {
        var host = on ?? _host;
        await host.Get<InstalledIssuers>().TakeUpAsync(CancellationToken.None);
        await host.Get<CrlPublisher>().EnsureFreshAsync(CancellationToken.None);
        await host.Get<RootCrlPublisher>().EnsureFreshAsync(CancellationToken.None);
        await host.Get<RecertifyKeys>().HandleAsync(CancellationToken.None);
    }

    private Task<int> OnHostAsync(params string[] words) => OnHostAsync(_host, words);

    private Task<int> OnHostAsync(TestAuthority host, params string[] words)
    {
        _said.GetStringBuilder().Clear();
        return new HostCeremony(host.Services, Terminal()).RunAsync(words);
    }

    private int Offline(params string[] words)
    {
        _said.GetStringBuilder().Clear();
        return new OfflineCeremony(Settings(RootPassphrase), Terminal(), new CaKeySource(RsaPool.NextCa, 1000), _host.Clock).Run(words)!.Value;
    }

    private static IConfiguration Settings(string passphrase) => new ConfigurationBuilder().AddInMemoryCollection([new("Pki:RootPassphrase", passphrase)]).Build();

    private Terminal Terminal() => new(_said, () => _answers.TryDequeue(out var answer) ? answer : null, Secret: null);

    private string Said() => _said.ToString();

    /// <summary>Do GnuTLS and NSS accept a leaf, with all that is published?</summary>
    private async Task<(bool GnuTls, bool Nss)> JudgeAsync(ReadOnlyMemory<byte> leaf) =>
        ((await GnuTlsAsync(leaf)).Contains("Chain verification output: Verified.", StringComparison.Ordinal), (await NssAsync(leaf, usage: "S")).Contains("certificate is valid", StringComparison.Ordinal));

    /// <summary>What GnuTLS says of a leaf some days from now: certtool knows the machine's clock only.</summary>
    private async Task<string> GnuTlsAsync(ReadOnlyMemory<byte> leaf, string? purpose = null, int days = 0)
    {
        var keys = _host.Get<OpenedAuthority>().Keys;
        var issuer = keys.Issuers.FirstOrDefault(issuer => LeafCertificate.Read(leaf, issuer) is not null) ?? keys.Current;
        var (_, output) = await OpenSsl.TryToolAsync("faketime", ["-f", $"+{days}d", "certtool", "--verify", .. purpose is null ? Array.Empty<string>() : ["--verify-purpose", purpose],
            "--load-ca-certificate", _host.Write("roots.pem", string.Concat(keys.Roots.Select(root => root.Pem))),
            "--load-crl", _host.Write("lists.pem", string.Concat(Published().Select(list => PemEncoding.WriteString("X509 CRL", list.Der.Span) + "\n"))),
            "--infile", _host.Write("chain.pem", OpenSsl.Pem(leaf) + issuer.Certificate.Pem)]);
        return output;
    }

    private async Task<string> NssAsync(ReadOnlyMemory<byte> leaf, string usage, int days = 0)
    {
        var keys = _host.Get<OpenedAuthority>().Keys;
        var store = Directory.CreateDirectory(Path.Combine(_host.Home, $"nss-{Guid.NewGuid():N}")).FullName;
        async Task Do(string tool, params string[] arguments) => (await OpenSsl.TryToolAsync(tool, ["-d", $"sql:{store}", .. arguments])).ExitCode.ShouldBe(0);
        await Do("certutil", "-N", "--empty-password");
        foreach (var root in keys.Roots)
            await Do("certutil", "-A", "-n", root.Id, "-t", "CT,C,C", "-i", _host.Write("ca.der", root.Der));
        foreach (var known in keys.Issuers)
            await Do("certutil", "-A", "-n", known.Id, "-t", ",,", "-i", _host.Write("ca.der", known.Certificate.Der));
        foreach (var list in Published())
            await Do("crlutil", "-I", "-B", "-i", _host.Write("list.der", list.Der));
        await Do("certutil", "-A", "-n", "leaf", "-t", ",,", "-i", _host.Write("leaf.der", leaf));
        var (_, output) = await OpenSsl.TryToolAsync("certutil", "-V", "-d", $"sql:{store}", "-n", "leaf", "-u", usage, "-e", "-b", $"{_host.Clock.GetUtcNow().AddDays(days):yyMMddHHmmss}Z");
        return output;
    }

    /// <summary>The lists of all CAs.</summary>
    private List<PublishedCrl> Published() =>
        [.. _host.Get<CrlPublisher>().Current.Lists.Values, .. _host.Get<OpenedAuthority>().Keys.Roots.Select(root => _host.Get<RootCrlPublisher>().Of(root)!)];

    /// <summary>openssl, with all that is published.</summary>
    private async Task<string> VerifyAsync(ReadOnlyMemory<byte> leaf)
    {
        var keys = _host.Get<OpenedAuthority>().Keys;
        var (_, output) = await OpenSsl.TryAsync("verify", "-x509_strict", "-crl_check", "-crl_check_all", "-attime", $"{_host.Clock.GetUtcNow().ToUnixTimeSeconds()}",
            "-CAfile", _host.Write("roots.pem", string.Concat(keys.Roots.Select(root => root.Pem))),
            "-untrusted", _host.Write("cas.pem", string.Concat(keys.Issuers.Select(issuer => issuer.Certificate.Pem))),
            "-CRLfile", _host.Write("lists.pem", string.Concat(Published().Select(list => PemEncoding.WriteString("X509 CRL", list.Der.Span) + "\n"))),
            _host.Write("leaf.pem", OpenSsl.Pem(leaf)));
        return output;
    }
}
