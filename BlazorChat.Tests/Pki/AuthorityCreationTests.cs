using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using BlazorChat.Pki.Keys;
using Shouldly;

namespace BlazorChat.Tests.Authorities;

[System.Runtime.Versioning.UnsupportedOSPlatform("windows")]
public class AuthorityCreationTests
{
    private const UnixFileMode OwnerFile = UnixFileMode.UserRead | UnixFileMode.UserWrite;

    [Fact]
    public async Task The_first_start_makes_a_hierarchy_of_two_levels()
    {
        await using var host = await TestAuthority.OpenAsync();
        using var root = X509CertificateLoader.LoadCertificate(host.Authority.RootCertificate.Span);
        using var issuing = X509CertificateLoader.LoadCertificate(host.Authority.IssuingCertificate.Span);
        root.Subject.ShouldBe("CN=BlazorChat Root CA, O=chat.example");
        root.Issuer.ShouldBe(root.Subject);
        issuing.Issuer.ShouldBe(root.Subject);
        PathLength(root).ShouldBe(1);
        PathLength(issuing).ShouldBe(0);
        host.Authority.Description.Created.ShouldBeTrue();
        host.Authority.Description.RootFingerprint.ShouldBe(root.GetCertHashString(HashAlgorithmName.SHA256));
    }

    [Fact]
    public async Task The_issuing_ca_names_where_root_and_revocations_are_published()
    {
        await using var host = await TestAuthority.OpenAsync(("Pki:PublicUrl", "https://chat.example/base"));
        var text = await OpenSsl.RunAsync("x509", "-noout", "-text", "-in", host.Write("issuing.pem", OpenSsl.Pem(host.Authority.IssuingCertificate)));
        text.ShouldContain("URI:https://chat.example/base/pki/root.crl");
        text.ShouldContain("CA Issuers - URI:https://chat.example/base/pki/root.cer");
        text.ShouldContain("X509v3 Key Usage: critical\n                Certificate Sign, CRL Sign\n");
        text.ShouldContain("X509v3 Basic Constraints: critical\n                CA:TRUE, pathlen:0\n");
    }

    [Fact]
    public async Task Keys_lie_encrypted_with_aes_256_and_open_with_the_generated_passphrase()
    {
        await using var host = TestAuthority.Make(CaKeySource.Fresh);
        await host.StartAsync();
        var key = Path.Combine(host.Keys, "issuing.key");
        var structure = await OpenSsl.RunAsync("asn1parse", "-in", key);
        structure.ShouldContain(":PBES2");
        structure.ShouldContain(":aes-256-cbc");
        structure.ShouldContain(":hmacWithSHA512");
        structure.ShouldContain(":033450"); // 210,000 iterations
        var description = host.Authority.Description;
        description.PassphraseGenerated.ShouldBeTrue();
        description.PassphraseFile.ShouldBe(Path.Combine(host.Folder, "passphrase"));
        using var root = X509CertificateLoader.LoadCertificate(host.Authority.RootCertificate.Span);
        root.GetRSAPublicKey()!.KeySize.ShouldBe(3072);
        await OpenSsl.RunAsync("pkey", "-noout", "-check", "-in", key, "-passin", $"file:{description.PassphraseFile}");
    }

    [Fact]
    public async Task Only_the_owner_can_read_keys_and_passphrase()
    {
        await using var host = await TestAuthority.OpenAsync();
        string[] files = [Path.Combine(host.Keys, "root.key"), Path.Combine(host.Keys, "issuing.key"), Path.Combine(host.Folder, "passphrase")];
        foreach (var file in files)
            File.GetUnixFileMode(file).ShouldBe(OwnerFile, file);
        File.GetUnixFileMode(host.Folder).ShouldBe(OwnerFile | UnixFileMode.UserExecute);
        File.GetUnixFileMode(host.Keys).ShouldBe(OwnerFile | UnixFileMode.UserExecute);
    }

    [Fact]
    public async Task Rights_that_others_got_meanwhile_are_taken_away_at_start()
    {
        await using var host = await TestAuthority.OpenAsync();
        var key = Path.Combine(host.Keys, "issuing.key");
        File.SetUnixFileMode(key, OwnerFile | UnixFileMode.GroupRead | UnixFileMode.OtherRead);
        File.SetUnixFileMode(host.Folder, OwnerFile | UnixFileMode.UserExecute | UnixFileMode.OtherExecute);
        await using var again = await host.ReopenAsync();
        File.GetUnixFileMode(key).ShouldBe(OwnerFile);
        File.GetUnixFileMode(host.Folder).ShouldBe(OwnerFile | UnixFileMode.UserExecute);
    }

    [Fact]
    public async Task The_second_start_opens_the_same_authority_and_goes_on()
    {
        await using var host = await TestAuthority.OpenAsync();
        var device = TestDevice.New();
        var first = await host.IssueAsync(device);
        await using var again = await host.ReopenAsync();
        again.Authority.RootCertificate.ToArray().ShouldBe(host.Authority.RootCertificate.ToArray());
        again.Authority.IssuingCertificate.ToArray().ShouldBe(host.Authority.IssuingCertificate.ToArray());
        again.Authority.Crl.Der.ToArray().ShouldBe(host.Authority.Crl.Der.ToArray());
        again.Authority.Description.Created.ShouldBeFalse();
        var second = await again.IssueAsync(TestDevice.New());
        (await OpenSsl.VerifyAsync(again, first.Sig.Der)).ExitCode.ShouldBe(0);
        (await OpenSsl.VerifyAsync(again, second.Sig.Der)).ExitCode.ShouldBe(0);
    }

    [Fact]
    public async Task A_crash_while_the_keys_were_made_leaves_nothing_in_the_way()
    {
        await using var host = TestAuthority.Make();
        var unfinished = Path.Combine(host.Folder, ".new");
        Directory.CreateDirectory(unfinished);
        await File.WriteAllTextAsync(Path.Combine(unfinished, "root.key"), "half a ke");
        await File.WriteAllTextAsync(Path.Combine(host.Folder, "passphrase.new"), "half a passphr");
        await host.StartAsync();
        Directory.Exists(unfinished).ShouldBeFalse();
        (await OpenSsl.VerifyAsync(host, (await host.IssueAsync(TestDevice.New())).Enc.Der)).ExitCode.ShouldBe(0);
    }

    [Fact]
    public async Task A_crash_between_the_keys_and_the_ledger_is_made_good_at_the_next_start()
    {
        await using var host = await TestAuthority.OpenAsync();
        await host.ExecuteAsync("DELETE FROM authority_ledger");
        await using var again = await host.ReopenAsync();
        (await again.Authority.VerifyLedgerAsync()).ShouldBe(new BlazorChat.Pki.Ledger.LedgerVerdict(1, null, null));
    }

    [Fact]
    public async Task The_root_key_can_be_taken_away()
    {
        await using var host = await TestAuthority.OpenAsync();
        File.Delete(Path.Combine(host.Keys, "root.key"));
        await using var again = await host.ReopenAsync();
        again.Authority.Description.RootKeyPresent.ShouldBeFalse();
        (await OpenSsl.VerifyAsync(again, (await again.IssueAsync(TestDevice.New())).Sig.Der)).ExitCode.ShouldBe(0);
    }

    private static int PathLength(X509Certificate2 certificate) =>
        certificate.Extensions.OfType<X509BasicConstraintsExtension>().Single().PathLengthConstraint;
}
