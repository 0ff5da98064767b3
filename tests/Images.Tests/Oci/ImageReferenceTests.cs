using Orchestrator.Images.Oci;

namespace Orchestrator.Images.Tests.Oci;

public sealed class ImageReferenceTests
{
    private const string Hex = "0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef";

    [Theory]
    [InlineData("debian", "docker.io/library/debian:latest", "debian")]
    [InlineData("debian:12", "docker.io/library/debian:12", "debian:12")]
    [InlineData("team/web", "docker.io/team/web:latest", "team/web")]
    [InlineData("docker.io/debian", "docker.io/library/debian:latest", "debian")]
    [InlineData("index.docker.io/library/debian", "docker.io/library/debian:latest", "debian")]
    [InlineData("library/debian", "docker.io/library/debian:latest", "debian")]
    [InlineData("library/a/b", "docker.io/library/a/b:latest", "library/a/b")]
    [InlineData("localhost/web", "localhost/web:latest", "localhost/web")]
    [InlineData("127.0.0.1:5000/a/b/c:v1.2_x-y", "127.0.0.1:5000/a/b/c:v1.2_x-y", "127.0.0.1:5000/a/b/c:v1.2_x-y")]
    [InlineData("[::1]:5000/web", "[::1]:5000/web:latest", "[::1]:5000/web")]
    [InlineData("registry.example/a__b/c--d.e", "registry.example/a__b/c--d.e:latest", "registry.example/a__b/c--d.e")]
    [InlineData("[000]/x", "[000]/x:latest", "[000]/x")]
    [InlineData("UPPER/web", "UPPER/web:latest", "UPPER/web")]
    [InlineData("web@sha256:" + Hex, "docker.io/library/web@sha256:" + Hex, "web@sha256:" + Hex)]
    [InlineData("web:1@sha256:" + Hex, "docker.io/library/web:1@sha256:" + Hex, "web:1@sha256:" + Hex)]
    public void TryParse_WhatDockerTakes_IsTheSame(string text, string whole, string familiar)
    {
        var reference = ImageReference.TryParse(text, out var problem).ShouldNotBeNull(problem);
        reference.ToString().ShouldBe(whole);
        reference.Familiar.ShouldBe(familiar);
        ImageReference.TryParse(familiar, out _).ShouldBe(reference);
    }

    [Theory]
    [InlineData("")]
    [InlineData("Debian")]
    [InlineData("a//b")]
    [InlineData("/etc/passwd")]
    [InlineData("../../etc")]
    [InlineData("a/..")]
    [InlineData("a.-b")]
    [InlineData("a:")]
    [InlineData(":a")]
    [InlineData("a:-x")]
    [InlineData("a b")]
    [InlineData("a\n")]
    [InlineData("https://registry.example/web")]
    [InlineData("web@sha256:0123")]
    [InlineData("web@md5:0123456789abcdef0123456789abcdef")]
    [InlineData("web@sha256:0123456789ABCDEF0123456789abcdef0123456789abcdef0123456789abcdef")]
    [InlineData("localhost:123456/web")]
    [InlineData("-a.example/web")]
    public void TryParse_WhatIsNone_SaysWhatOneLooksLike(string text)
    {
        ImageReference.TryParse(text, out var problem).ShouldBeNull();
        problem.ShouldNotBeNull().ShouldContain("looks like");
    }

    [Fact]
    public void TryParse_ATooLongName_IsRefused()
    {
        ImageReference.TryParse(new string('a', 300), out var problem).ShouldBeNull();
        problem.ShouldNotBeNull().ShouldContain("255 are the most");
        ImageReference.TryParse("a:" + new string('t', 129), out _).ShouldBeNull();
    }
}
