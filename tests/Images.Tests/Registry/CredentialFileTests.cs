using Orchestrator.Images.Registry;
using Orchestrator.Images.Tests.Support;

namespace Orchestrator.Images.Tests.Registry;

public sealed class CredentialFileTests : IDisposable
{
    private readonly ScratchFolder _folder = new();

    [Fact]
    public void Save_ALogin_IsFoundAgainAndOnlyTheOwnersToRead()
    {
        var path = Path.Combine(_folder.Path, "credentials.json");
        var file = new CredentialFile(path, []);
        file.Save("r.example:5000", new RegistryLogin("ann", "s:e:c"));
        new CredentialFile(path, []).Find("r.example:5000").ShouldBe(new RegistryLogin("ann", "s:e:c"));
        File.GetUnixFileMode(path).ShouldBe(UnixFileMode.UserRead | UnixFileMode.UserWrite);
        file.Find("other.example").ShouldBeNull();
        file.Remove("r.example:5000").ShouldBeTrue();
        file.Remove("r.example:5000").ShouldBeFalse();
        file.Find("r.example:5000").ShouldBeNull();
    }

    [Fact]
    public void Find_InDockersFile_ComesAfterTheOwn()
    {
        var docker = Path.Combine(_folder.Path, "config.json");
        File.WriteAllText(docker, """{"auths":{"https://index.docker.io/v1/":{"auth":"YW5uOmI="},"https://r.example":{"auth":"Yjpj"}},"credsStore":"x"}""");
        var file = new CredentialFile(Path.Combine(_folder.Path, "own.json"), [docker]);
        file.Find("docker.io").ShouldBe(new RegistryLogin("ann", "b"));
        file.Find("r.example").ShouldBe(new RegistryLogin("b", "c"));
        file.Save("r.example", new RegistryLogin("me", "mine"));
        file.Find("r.example").ShouldBe(new RegistryLogin("me", "mine"));
    }

    [Theory]
    [InlineData("{")]
    [InlineData("[]")]
    [InlineData("""{"auths":7}""")]
    [InlineData("""{"auths":{"r.example":{"auth":"%%%"}}}""")]
    [InlineData("""{"auths":{"r.example":{"auth":7}}}""")]
    public void Find_InADamagedFile_IsNothing(string text)
    {
        var path = Path.Combine(_folder.Path, "own.json");
        File.WriteAllText(path, text);
        new CredentialFile(path, []).Find("r.example").ShouldBeNull();
    }

    public void Dispose() => _folder.Dispose();
}
