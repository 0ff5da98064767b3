using Orchestrator.Images.Oci;

namespace Orchestrator.Images.Tests.Oci;

public sealed class PlatformTests
{
    [Theory]
    [InlineData("linux/amd64", "linux/amd64", true)]
    [InlineData("x86_64", "linux/amd64", true)]
    [InlineData("linux/amd64", "linux/amd64/v1", true)]
    [InlineData("linux/amd64", "linux/amd64/v3", false)]
    [InlineData("linux/amd64/v3", "linux/amd64", true)]
    [InlineData("linux/arm/v7", "linux/arm/v6", true)]
    [InlineData("linux/arm/v6", "linux/arm/v7", false)]
    [InlineData("aarch64", "linux/arm64/v8", true)]
    [InlineData("linux/amd64", "linux/arm64", false)]
    [InlineData("linux/amd64", "windows/amd64", false)]
    public void Fitness_OfAnOffer_IsWhatTheProcessorCanRun(string mine, string offered, bool fits) =>
        (Platform.TryParse(mine, out _)!.Fitness(Platform.TryParse(offered, out _)!) > 0).ShouldBe(fits);

    [Theory]
    [InlineData("")]
    [InlineData("linux/")]
    [InlineData("a/b/c/d")]
    [InlineData("linux/amd64\n")]
    public void TryParse_WhatIsNone_SaysSo(string text)
    {
        Platform.TryParse(text, out var problem).ShouldBeNull();
        problem.ShouldNotBeNull().ShouldContain("linux/amd64");
    }

    [Fact]
    public void For_SeveralThatFit_TheBestComesFirst()
    {
        var digest = Digest.Of("x"u8);
        Descriptor Entry(string platform) => new(MediaTypes.OciManifest, digest, 1, Platform.TryParse(platform, out _));
        var index = new ImageIndex(MediaTypes.OciIndex, [Entry("linux/arm/v5"), Entry("linux/arm/v7"), Entry("linux/arm/v6"), Entry("linux/amd64")]);
        index.For(new Platform("linux", "arm", "v7")).Select(one => one.Platform!.Variant).ShouldBe(["v7", "v6", "v5"]);
    }
}
