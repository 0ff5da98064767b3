using Orchestrator.Images.Registry;

namespace Orchestrator.Images.Tests.Registry;

public sealed class AuthChallengeTests
{
    [Fact]
    public void Parse_SeveralChallenges_KeepsThemApart()
    {
        var challenges = AuthChallenge.Parse("Basic realm=\"one, two\" , Bearer realm=\"https://a/t\",service=s,scope=\"repository:x:pull,push\"");
        challenges.Select(one => one.Scheme).ShouldBe(["basic", "bearer"]);
        challenges[0].Parameters["realm"].ShouldBe("one, two");
        challenges[1].Parameters["service"].ShouldBe("s");
        challenges[1].Parameters["scope"].ShouldBe("repository:x:pull,push");
    }

    [Fact]
    public void Parse_AnOpenQuote_EndsTheList() => AuthChallenge.Parse("Bearer realm=\"open").ShouldHaveSingleItem().Parameters.ShouldBeEmpty();
}
