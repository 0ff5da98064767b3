using Orchestrator.Persistence.Audit;

namespace Orchestrator.Persistence.Tests.Audit;

public sealed class AuditKeyFilesTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("orch-key-").FullName;

    private AuditKeyFiles Files => new(_folder);

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public void OpenOrCreate_AtTheFirstStart_MakesAKeyForItsOwnerOnly()
    {
        AuditKey key = Files.OpenOrCreate();

        File.GetUnixFileMode(Files.PrivatePath).ShouldBe(UnixFileMode.UserRead | UnixFileMode.UserWrite);
        Files.ReadPublic().ShouldBe(key.Public);
        Files.OpenOrCreate().Public.ShouldBe(key.Public);
        new AuditKeyFiles(Directory.CreateDirectory(Path.Combine(_folder, "other")).FullName)
            .OpenOrCreate().Public.ShouldNotBe(key.Public);
    }

    [Fact]
    public void Sign_OfTheFirstVectorOfRfc8032_IsAsThere()
    {
        AuditKey key = AuditKey.Of(Convert.FromHexString("9d61b19deffd5a60ba844af492ec2cc44449c5697b326919703bac031cae7f60"));

        Convert.ToHexStringLower(key.PublicKey.Span)
            .ShouldBe("d75a980182b10ab7d54bfed3c964073a0ee172f3daa62325af021a68f707511a");
        Convert.ToHexStringLower(key.Sign([])).ShouldBe(
            "e5564300c360ac729086e2cc806e828a84877f1eb8e5d974d873e065224901555fb8821590a33bacc61e39701cf9b46bd25bf5f0595bbe24655141438e7a100b");
        key.Public.Verifies([], key.Sign([])).ShouldBeTrue();
        key.Public.Verifies("x"u8, key.Sign([])).ShouldBeFalse();
    }

    [Fact]
    public void FromPem_OfWhatOpensslWrites_ReadsIt()
    {
        // openssl genpkey -algorithm ed25519; openssl pkey -pubout; openssl pkey -pubin -outform DER | sha256sum
        AuditKey key = AuditKey.FromPem(
            "-----BEGIN PRIVATE KEY-----\nMC4CAQAwBQYDK2VwBCIEIJ1hsZ3v/VpguoRK9JLsLMREScVpezJpGXA7rAMcrn9g\n-----END PRIVATE KEY-----\n", "it");

        key.Public.Pem.ShouldBe(
            "-----BEGIN PUBLIC KEY-----\nMCowBQYDK2VwAyEA11qYAYKxCrfVS/7TyWQHOg7hcvPapiMlrwIaaPcHURo=\n-----END PUBLIC KEY-----\n");
    }

    [Fact]
    public void OpenOrCreate_WhenTheKeyIsLost_RefusesToMakeAnotherOne()
    {
        Files.OpenOrCreate();
        File.Delete(Files.PrivatePath);

        Should.Throw<AuditKeyException>(() => Files.OpenOrCreate()).Message.ShouldContain("is missing");
        File.Exists(Files.PrivatePath).ShouldBeFalse();
    }

    [Fact]
    public void OpenOrCreate_OfAnotherKey_IsRefused()
    {
        Files.OpenOrCreate();
        File.WriteAllText(Files.PrivatePath, AuditKey.Create().Pem);

        Should.Throw<AuditKeyException>(() => Files.OpenOrCreate()).Message.ShouldContain("does not belong to");
    }

    [Theory]
    [InlineData(UnixFileMode.OtherRead)]
    [InlineData(UnixFileMode.GroupRead)]
    [InlineData(UnixFileMode.GroupWrite)]
    public void OpenOrCreate_OfAKeyThatOthersMayUse_IsRefused(UnixFileMode open)
    {
        Files.OpenOrCreate();
        File.SetUnixFileMode(Files.PrivatePath, UnixFileMode.UserRead | UnixFileMode.UserWrite | open);

        Should.Throw<AuditKeyException>(() => Files.OpenOrCreate()).Message.ShouldContain("chmod 600");
    }

    [Theory]
    [InlineData("")]
    [InlineData("-----BEGIN PRIVATE KEY-----\nAAAA\n-----END PRIVATE KEY-----\n")]
    public void OpenOrCreate_OfADamagedKey_IsRefused(string text)
    {
        Files.OpenOrCreate();
        File.WriteAllText(Files.PrivatePath, text);

        Should.Throw<AuditKeyException>(() => Files.OpenOrCreate()).Message.ShouldContain("holds no Ed25519 private key");
    }
}
