namespace EirDiameter.Protocol.Tests;

public sealed class AllocationTests
{
    [Fact]
    public void Reading_and_answering_allocate_nothing()
    {
        byte[][] requests =
        [
            Samples.Ecr,
            Samples.Adding(Samples.ProxyInfo("dra", 1, 2, 3), Samples.Base(282, "dra.example"), Samples.Number(301, 2)).Encode(),
            Samples.Without(1401).Encode(),
            Samples.Adding(new NaiveAvp(99999, 0, 0x40, [1])).Encode(),
            Samples.Header(application: 5).Encode(),
            [.. Samples.Ecr[..^4], 0, 0, 1, 1],
        ];
        byte[] answer = new byte[AnswerWriter.MaxLength(1000, Samples.Local)];
        byte[] ecr = new byte[1000];
        Run(requests, answer, ecr, 100);
        long before = GC.GetAllocatedBytesForCurrentThread();
        Run(requests, answer, ecr, 10_000);
        Assert.Equal(0, GC.GetAllocatedBytesForCurrentThread() - before);
    }

    private static void Run(byte[][] requests, byte[] answer, byte[] ecr, int times)
    {
        for (int i = 0; i < times; i++)
        {
            byte[] request = requests[i % requests.Length];
            if (MeIdentityCheckRequest.TryRead(request, Samples.Local, out MeIdentityCheckRequest read, out Fault fault))
            {
                int length = AnswerWriter.WriteEquipmentStatus(request, in read, Samples.Local, 2, answer);
                MeIdentityCheckAnswer.TryRead(answer.AsSpan(0, length), out _);
                AnswerWriter.WriteEquipmentUnknown(request, in read, Samples.Local, answer);
                fault = Fault.InvalidImei(in read);
            }

            AnswerWriter.WriteFault(request, Samples.Local, in fault, answer);
            new MeIdentityCheckContents { SessionId = "a;1;1"u8, OriginHost = "a"u8, OriginRealm = "b"u8, DestinationRealm = "c"u8, Imei = "12345678901234"u8 }
                .Write((uint)i, (uint)i, ecr);
        }
    }
}
