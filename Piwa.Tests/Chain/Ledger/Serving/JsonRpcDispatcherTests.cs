using System.Text.Json;
using Piwa.Chain.Ledger.Serving;
using Piwa.Chain.Rpc.Wire;

namespace Piwa.Tests.Chain.Ledger.Serving;

/// <summary>JSON-RPC 2.0, with the examples of its specification.</summary>
public sealed class JsonRpcDispatcherTests
{
    private readonly JsonRpcDispatcher _dispatcher = new(
        new Dictionary<string, JsonRpcMethod>
        {
            ["subtract"] = (parameters, result) => result.WriteNumberValue(
                parameters.Required(0, RpcJson.Default.UInt64, "the minuend") - parameters.Required(1, RpcJson.Default.UInt64, "the subtrahend")),
            ["half"] = (_, result) =>
            {
                result.WriteStartObject();
                throw new JsonRpcFault(-32011, "Half of it");
            },
            ["wrong"] = (_, _) => throw new ArgumentException("No such thing."),
            ["deep"] = (parameters, result) => parameters.At(0)?.WriteTo(result),
        },
        maximumBatch: 3);

    [Theory]
    [InlineData("""{"jsonrpc":"2.0","method":"subtract","params":[42,23],"id":1}""", """{"jsonrpc":"2.0","result":19,"id":1}""")]
    [InlineData("""{"id":"a","params":[42,23],"method":"subtract","jsonrpc":"2.0"}""", """{"jsonrpc":"2.0","result":19,"id":"a"}""")]
    [InlineData("""{"jsonrpc":"2.0","method":"subtract","params":[42,23],"id":null}""", """{"jsonrpc":"2.0","result":19,"id":null}""")]
    [InlineData("""{"jsonrpc":"2.0","method":"subtract","params":[42,23],"id":18446744073709551615}""", """{"jsonrpc":"2.0","result":19,"id":18446744073709551615}""")]
    [InlineData("""[{"jsonrpc":"2.0","method":"subtract","params":[3,1],"id":1},{"jsonrpc":"2.0","method":"ping"},{"jsonrpc":"2.0","method":"subtract","params":[3,3],"id":2}]""",
        """[{"jsonrpc":"2.0","result":2,"id":1},{"jsonrpc":"2.0","result":0,"id":2}]""")]
    public void QuestionsAreAnswered(string request, string answer) => Assert.Equal(answer, Handle(request));

    [Theory]
    [InlineData("""{"jsonrpc":"2.0","method":"ping"}""")]
    [InlineData("""{"jsonrpc":"2.0","method":"subtract","params":[1,2]}""")]
    [InlineData("""[{"jsonrpc":"2.0","method":"ping"},{"jsonrpc":"2.0","method":"ping"}]""")]
    public void WhatIsOnlyToldIsNotAnswered(string request) => Assert.Null(Handle(request));

    [Theory]
    [InlineData("""{"jsonrpc":"2.0","method":"foobar,"params":"bar","baz]""", -32700, "null")]
    [InlineData("", -32700, "null")]
    [InlineData("""{"jsonrpc":"2.0","method":1,"params":"bar"}""", -32600, "null")]
    [InlineData("[]", -32600, "null")]
    [InlineData("""{"jsonrpc":"2.0","method":"\ud800","id":7}""", -32600, "7")]
    [InlineData("""{"jsonrpc":"2.0","method":"subtract","params":[1,1],"id":"\ud800"}""", -32600, "null")]
    [InlineData("""{"jsonrpc":"2.0","method":"subtract","params":["\ud800",1],"id":7}""", -32602, "7")]
    [InlineData("1", -32600, "null")]
    [InlineData("""{"method":"subtract","params":[2,1],"id":7}""", -32600, "7")]
    [InlineData("""{"jsonrpc":"1.0","method":"subtract","params":[2,1],"id":7}""", -32600, "7")]
    [InlineData("""{"jsonrpc":"2.0","method":"subtract","params":[2,1],"id":[7]}""", -32600, "null")]
    [InlineData("""{"jsonrpc":"2.0","method":"foobar","id":"1"}""", -32601, "\"1\"")]
    [InlineData("""{"jsonrpc":"2.0","method":"subtract","params":{"minuend":2},"id":7}""", -32602, "7")]
    [InlineData("""{"jsonrpc":"2.0","method":"subtract","params":[2],"id":7}""", -32602, "7")]
    [InlineData("""{"jsonrpc":"2.0","method":"subtract","params":[2,"1"],"id":7}""", -32602, "7")]
    [InlineData("""{"jsonrpc":"2.0","method":"wrong","id":7}""", -32602, "7")]
    [InlineData("""{"jsonrpc":"2.0","method":"half","id":7}""", -32011, "7")]
    public void FaultsHaveTheStandardsNumbers(string request, int code, string id)
    {
        using JsonDocument answer = JsonDocument.Parse(Handle(request)!);
        Assert.Equal("2.0", answer.RootElement.GetProperty("jsonrpc").GetString());
        Assert.Equal(code, answer.RootElement.GetProperty("error").GetProperty("code").GetInt32());
        Assert.NotEmpty(answer.RootElement.GetProperty("error").GetProperty("message").GetString()!);
        Assert.Equal(id, answer.RootElement.GetProperty("id").GetRawText());
        Assert.False(answer.RootElement.TryGetProperty("result", out _));
    }

    [Theory]
    [InlineData(2, true)]
    [InlineData(3, true)]
    [InlineData(4, false)]
    public void BatchesAreLimited(int count, bool isAnswered)
    {
        string one = """{"jsonrpc":"2.0","method":"subtract","params":[3,1],"id":1}""";
        using JsonDocument answer = JsonDocument.Parse(Handle($"[{string.Join(',', Enumerable.Repeat(one, count))}]")!);
        if (isAnswered)
            Assert.Equal(count, answer.RootElement.GetArrayLength());
        else
            Assert.Equal(-32600, answer.RootElement.GetProperty("error").GetProperty("code").GetInt32());
    }

    [Fact]
    public void AnswersOfABatchAreLimited()
    {
        const int Long = 10 << 20, Asked = 20;
        JsonRpcDispatcher dispatcher = new(
            new Dictionary<string, JsonRpcMethod> { ["long"] = (_, result) => result.WriteStringValue(new string('a', Long)) }, maximumBatch: Asked);
        string batch = $"[{string.Join(',', Enumerable.Repeat("""{"jsonrpc":"2.0","method":"long","id":1}""", Asked))}]";
        byte[] answer = dispatcher.Handle(System.Text.Encoding.UTF8.GetBytes(batch))!;
        Assert.InRange(answer.Length, 64 << 20, 80 << 20);
        using JsonDocument parsed = JsonDocument.Parse(answer);
        Assert.Equal(Asked, parsed.RootElement.GetArrayLength());
        Assert.Contains("ask for less at once", parsed.RootElement[Asked - 1].GetProperty("error").GetProperty("message").GetString(), StringComparison.Ordinal);
    }

    [Fact]
    public void NestingIsLimited()
    {
        string deep = new string('[', 5000) + new string(']', 5000);
        Assert.Contains("-32700", Handle($$"""{"jsonrpc":"2.0","method":"deep","params":[{{deep}}],"id":1}""")!, StringComparison.Ordinal);
    }

    [Fact]
    public void RandomBytesAreAlwaysAnswered()
    {
        Random random = new(5);
        byte[] valid = System.Text.Encoding.UTF8.GetBytes("""{"jsonrpc":"2.0","method":"subtract","params":[42,23],"id":1}""");
        for (int i = 0; i < 5_000; i++)
        {
            byte[] bytes = [.. valid];
            for (int change = random.Next(4); change >= 0; change--)
                bytes[random.Next(bytes.Length)] = (byte)random.Next(256);
            if (_dispatcher.Handle(bytes) is { } answer)
                JsonDocument.Parse(answer).Dispose();
        }
    }

    private string? Handle(string request) => _dispatcher.Handle(System.Text.Encoding.UTF8.GetBytes(request)) is { } answer
        ? System.Text.Encoding.UTF8.GetString(answer)
        : null;
}
