using System.Collections.Immutable;
using BlazorChat.Pki.Catalogue;
using BlazorChat.Web.Features.Accounts;
using BlazorChat.Web.Features.Admin.Catalogue;
using Microsoft.AspNetCore.WebUtilities;
using Shouldly;

namespace BlazorChat.Tests.Features.Admin.Catalogue;

public sealed class CertificateViewTests
{
    private static readonly Person Ann = new(Guid.NewGuid(), "ann", "Ann Élan", false, false);
    private static readonly PeopleSnapshot People = new([Ann], ImmutableDictionary<Guid, Person>.Empty.Add(Ann.Id, Ann));

    [Fact]
    public void What_an_address_says_is_said_by_the_view_again()
    {
        const string Address = "/x?status=Ending30&person=elan&profile=DeviceSignature&device=ab12&serial=10AB&fingerprint=ff&kid=a_-B&from=2026-01-31&until-to=2026-02-28&sort=from-desc&page=3";
        var view = Read(Address);
        view.Unreadable.ShouldBeEmpty();
        view.Filter.Status.ShouldBe(CertificateStatus.Ending30);
        view.Filter.Users.ShouldBe([Ann.Id]);
        view.Filter.ValidFrom.From.ShouldBe(new DateTimeOffset(2026, 1, 31, 0, 0, 0, TimeSpan.Zero));
        view.Filter.ValidUntil.Before.ShouldBe(new DateTimeOffset(2026, 3, 1, 0, 0, 0, TimeSpan.Zero), "the day that is named is in it");
        view.Order.ShouldBe(new CertificateOrder(CertificateColumn.ValidFrom, Descending: true));
        view.Number.ShouldBe(3);
        view.Address("/x", view.Number).ShouldBe(Address);
    }

    [Theory]
    [InlineData("status=99")]
    [InlineData("status=Valid,Revoked")]
    [InlineData("profile=%3Cscript%3E")]
    [InlineData("device=%25")]
    [InlineData("serial=10%25")]
    [InlineData("serial='%20OR%201=1%20--")]
    [InlineData("fingerprint=_")]
    [InlineData("kid=a%25b")]
    [InlineData("from=yesterday")]
    [InlineData("until=9999-12-31")]
    public void A_forged_filter_finds_nothing_and_is_named(string query)
    {
        var view = Read($"/x?{query}");
        view.Unreadable.ShouldBe([query.Split('=')[0]]);
        view.Filter.Users.ShouldNotBeNull().ShouldBeEmpty("nothing, rather than more than was meant");
    }

    [Theory]
    [InlineData("page=0")]
    [InlineData("page=-1")]
    [InlineData("page=99999999999999999999")]
    [InlineData("page=2147483647")]
    [InlineData("page=x")]
    [InlineData("sort=drop%20table")]
    public void A_forged_page_or_order_is_the_first(string query)
    {
        var view = Read($"/x?{query}");
        view.Number.ShouldBe(1);
        view.Order.ShouldBe(default);
        view.Unreadable.ShouldBeEmpty();
    }

    [Fact]
    public void A_person_of_ten_thousand_characters_is_nobody() =>
        CertificateView.Read(field => field == CertificateView.Person ? new string('a', 10_000) : null, People).Unreadable.ShouldBe([CertificateView.Person]);

    [Theory]
    [InlineData("%")]
    [InlineData("_")]
    [InlineData("zoe")]
    public void Names_are_looked_for_as_they_are_typed(string typed) =>
        CertificateView.Read(field => field == CertificateView.Person ? typed : null, People).Filter.Users.ShouldNotBeNull().ShouldBeEmpty();

    private static CertificateView Read(string address)
    {
        var query = QueryHelpers.ParseQuery(new Uri(new Uri("http://localhost"), address).Query);
        return CertificateView.Read(field => query.TryGetValue(field, out var value) ? value.ToString() : null, People);
    }
}
