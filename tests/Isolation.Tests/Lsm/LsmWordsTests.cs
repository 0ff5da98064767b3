using Orchestrator.Isolation.Lsm;
using Orchestrator.Isolation.Spec;

namespace Orchestrator.Isolation.Tests.Lsm;

public sealed class LsmWordsTests
{
    [Fact]
    public void Apply_EveryWord_ReachesTheSpec()
    {
        var security = LsmWords.Apply(
            new SecuritySpec(),
            [
                "apparmor=mine", "apparmor.allow-nesting", "apparmor.raw=deny /x w,", "label=type:spc_t", "label=level:s0:c1,c2",
                "landlock.ro=/usr:/lib", "landlock.rwx=/w", "landlock.connect=443,80", "landlock.bind=none", "landlock.scope=signal",
            ],
            out var problem);
        problem.ShouldBeNull();
        security.AppArmor!.ShouldSatisfyAllConditions(
            spec => spec.Profile.ShouldBe("mine"), spec => spec.AllowNesting.ShouldBe(true), spec => spec.Raw.ShouldBe(["deny /x w,"]));
        (security.Selinux!.Type, security.Selinux.Level).ShouldBe(("spc_t", "s0:c1,c2"));
        security.Landlock!.Paths.ShouldBe([new("ro", "/usr"), new("ro", "/lib"), new("rwx", "/w")]);
        security.Landlock.Connect.ShouldBe([443, 80]);
        security.Landlock.Bind.ShouldBe([]);
        security.Landlock.Scopes.ShouldBe(["signal"]);
    }

    [Theory]
    [InlineData("apparmor")]
    [InlineData("apparmor.allow-nesting=maybe")]
    [InlineData("label=colour:red")]
    [InlineData("label=type:")]
    [InlineData("landlock.ro")]
    [InlineData("landlock.connect=http")]
    [InlineData("landlock.xx=/")]
    [InlineData("smack=x")]
    public void Apply_WhatIsNone_IsNamed(string word)
    {
        LsmWords.Apply(new SecuritySpec(), [word], out var problem);
        problem.ShouldNotBeNull().ShouldStartWith($"The security option '{word}' is not known");
    }
}
