import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.net.NetSocket;
import io.vertx.core.parsetools.RecordParser;
import java.util.Locale;
import java.util.concurrent.TimeUnit;

/** A mail server that accepts every email and discards it, so that benchmarks do not measure the development mailbox. Argument: port. */
public final class MailSink {
    private boolean receivingData;

    private MailSink() {}

    public static void main(String[] args) throws Exception {
        Vertx.vertx()
                .createNetServer()
                .connectHandler(client -> new MailSink().serve(client))
                .listen(Integer.parseInt(args[0]), "127.0.0.1")
                .await(10, TimeUnit.SECONDS);
    }

    private void serve(NetSocket client) {
        client.write("220 sink\r\n");
        client.handler(RecordParser.newDelimited("\r\n", line -> onLine(client, line.toString())));
    }

    private void onLine(NetSocket client, String line) {
        if (receivingData) {
            if (line.equals(".")) {
                receivingData = false;
                client.write("250 taken\r\n");
            }
            return;
        }
        switch (line.split(" ", 2)[0].toUpperCase(Locale.ROOT)) {
            case "DATA" -> {
                receivingData = true;
                client.write("354 go on\r\n");
            }
            case "QUIT" -> client.end(Buffer.buffer("221 bye\r\n"));
            default -> client.write("250 sink\r\n");
        }
    }
}
