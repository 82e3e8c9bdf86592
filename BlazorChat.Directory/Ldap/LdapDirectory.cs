using BlazorChat.Directories.Ldap.Operations;

namespace BlazorChat.Directories.Ldap;

/// <summary>An organisation's directory, OpenLDAP or Active Directory, over LDAP. Every act has its own file in <c>Operations</c>.</summary>
internal sealed class LdapDirectory(LdapSettings settings, SignIn signIn, Register register, FindUser find, SearchUsers search, SetDisabled setDisabled, ReadEverybody everybody, PublishCertificates publish, ChangePassword changePassword) : IUserDirectory
{
    public DirectoryRules Rules { get; } = new(
        Registration: settings.Registration?.Mode ?? RegistrationMode.Off, CanDisable: settings.WriteDisabled, MinPasswordLength: null, MaxPasswordLength: Register.MaxPasswordLength, IsShared: true,
        PublishesCertificates: settings.PublishCertificates, Origin: settings.Origin);

    public Task<SignInResult> SignInAsync(string username, string password, CancellationToken cancellation) => signIn.RunAsync(username, password, cancellation);

    public Task<RegistrationResult> RegisterAsync(NewAccount account, CancellationToken cancellation) => register.RunAsync(account, cancellation);

    public Task<PasswordChangeResult> ChangePasswordAsync(Guid user, string oldPassword, string newPassword, CancellationToken cancellation) =>
        changePassword.RunAsync(user, oldPassword, newPassword, cancellation);

    public Task<DirectoryUser?> FindAsync(Guid user, CancellationToken cancellation) => find.RunAsync(user, cancellation);

    public Task<IReadOnlyList<DirectoryUser>> SearchAsync(string query, int limit, CancellationToken cancellation) => search.RunAsync(query, limit, cancellation);

    public Task<DirectoryReading> ReadAsync(string? since, CancellationToken cancellation) => everybody.RunAsync(since, cancellation);

    public Task<PublishResult> PublishAsync(CertificatePublication publication, CancellationToken cancellation) => publish.RunAsync(publication, cancellation);

    public async Task<bool> SetDisabledAsync(Guid user, bool disabled, CancellationToken cancellation) =>
        settings.WriteDisabled && await setDisabled.RunAsync(user, disabled, cancellation);
}
