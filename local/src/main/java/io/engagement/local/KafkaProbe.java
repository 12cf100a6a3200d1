package io.engagement.local;

import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;

/**
 * Asks a broker for its metadata over a plain socket, without Kafka's client library: this module
 * must not bring one, the jobs need theirs in a version of its own.
 */
final class KafkaProbe {
  private static final int TIMEOUT_MILLIS = 2_000;
  private static final short METADATA = 3;
  private static final short METADATA_VERSION = 1;
  private static final int CORRELATION_ID = 7;
  private static final int NO_TOPICS = 0;

  private KafkaProbe() {}

  /** Whether the broker answers and counts itself among the living: then it serves clients. */
  static boolean serves(String host, int port) {
    try (Socket socket = new Socket()) {
      socket.setSoTimeout(TIMEOUT_MILLIS);
      socket.connect(new InetSocketAddress(host, port), TIMEOUT_MILLIS);
      ask(new DataOutputStream(socket.getOutputStream()));
      return livingBrokers(new DataInputStream(socket.getInputStream())) > 0;
    } catch (IOException notYet) {
      return false;
    }
  }

  // Request header version 1 (api, version, correlation id, null client id), then the topics
  // wanted.
  private static void ask(DataOutputStream out) throws IOException {
    int length = Short.BYTES + Short.BYTES + Integer.BYTES + Short.BYTES + Integer.BYTES;
    out.writeInt(length);
    out.writeShort(METADATA);
    out.writeShort(METADATA_VERSION);
    out.writeInt(CORRELATION_ID);
    out.writeShort(-1);
    out.writeInt(NO_TOPICS);
    out.flush();
  }

  private static int livingBrokers(DataInputStream in) throws IOException {
    int length = in.readInt();
    if (length < 2 * Integer.BYTES || in.readInt() != CORRELATION_ID) {
      throw new IOException("Not an answer of a Kafka broker");
    }
    return in.readInt();
  }
}
