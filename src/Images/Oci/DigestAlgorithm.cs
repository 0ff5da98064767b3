namespace Orchestrator.Images.Oci;

public enum DigestAlgorithm
{
    Sha256,
    Sha512,
}
