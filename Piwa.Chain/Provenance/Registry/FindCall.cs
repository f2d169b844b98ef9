namespace Piwa.Chain.Provenance.Registry;

/// <summary>A call of <see cref="IUploadRegistry.FindAsync"/>.</summary>
internal sealed class FindCall(ContentClaim[] rented, int count) : RegistryCall(rented, count)
{
    private readonly TaskCompletionSource<IReadOnlyList<FirstUpload?>> _completion = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly FirstUpload?[] _answers = new FirstUpload?[count];

    public Task<IReadOnlyList<FirstUpload?>> Answers => _completion.Task;

    public override void Complete() => _completion.SetResult(_answers);

    public override void Fail(Exception cause) => _completion.SetException(cause);

    protected override void Execute(RegistrySession session, TimeProvider clock, ArraySegment<ContentClaim> claims, int start) =>
        session.Find(claims, _answers.AsSpan(start, claims.Count));
}
