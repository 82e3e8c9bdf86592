using BlazorChat.Pki.Catalogue;
using Shouldly;

namespace BlazorChat.Tests.Authorities;

public sealed class SharedWorkTests
{
    private static readonly DateTimeOffset Now = new(2026, 11, 23, 9, 0, 0, TimeSpan.Zero);
    private readonly Guid _ann = Guid.NewGuid();
    private readonly SharedWork<int> _totals = new(TimeSpan.FromSeconds(10), capacity: 16);
    private int _counted;

    [Fact]
    public async Task The_same_filter_is_counted_once()
    {
        (await AskAsync(new CertificateFilter { Users = [_ann], Status = CertificateStatus.Valid })).ShouldBe(1);
        (await AskAsync(new CertificateFilter { Users = [_ann], Status = CertificateStatus.Valid })).ShouldBe(1);
    }

    [Fact]
    public async Task Another_filter_is_not_taken_for_it()
    {
        CertificateFilter[] different =
        [
            CertificateFilter.All, new() { Users = [] }, new() { Users = [_ann] }, new() { Users = [Guid.NewGuid()] }, new() { Users = [_ann], Status = CertificateStatus.Valid },
            new() { Serials = ["10AB"] }, new() { Serial = SerialText.Parse("10AB") }, new() { ValidFrom = new Period(Now, null) },
        ];
        foreach (var filter in different)
            await AskAsync(filter);
        _counted.ShouldBe(different.Length);
    }

    [Fact]
    public async Task It_is_counted_again_when_something_happened_and_after_a_moment()
    {
        (await AskAsync(CertificateFilter.All)).ShouldBe(1);
        (await AskAsync(CertificateFilter.All, version: 2)).ShouldBe(2);
        (await AskAsync(CertificateFilter.All, version: 2, Now.AddSeconds(10))).ShouldBe(2);
        (await AskAsync(CertificateFilter.All, version: 2, Now.AddSeconds(11))).ShouldBe(3);
    }

    [Fact]
    public async Task A_fault_is_told_to_who_waited_and_not_kept()
    {
        await Should.ThrowAsync<InvalidOperationException>(() => _totals.AskAsync(CertificateFilter.All, 1, Now, () => throw new InvalidOperationException("the disk")));
        (await AskAsync(CertificateFilter.All)).ShouldBe(1);
    }

    private Task<int> AskAsync(CertificateFilter filter, long version = 1, DateTimeOffset? now = null) =>
        _totals.AskAsync(filter, version, now ?? Now, () => Task.FromResult(Interlocked.Increment(ref _counted)));
}
