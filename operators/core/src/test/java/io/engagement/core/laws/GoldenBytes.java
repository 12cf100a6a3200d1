package io.engagement.core.laws;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HexFormat;

/**
 * Bytes that a released layout wrote, kept under {@code src/test/resources/golden} in hexadecimal,
 * 32 bytes a line. They are never changed: a new layout gets a new file. Run once with {@code
 * -Dgolden.write=DIRECTORY} to write those that are missing.
 */
public final class GoldenBytes {
  private static final int BYTES_A_LINE = 32;

  private GoldenBytes() {}

  /**
   * The golden bytes of a name.
   *
   * @param now what the layout writes today; used only to make a missing file when asked to
   */
  public static byte[] of(String name, byte[] now) {
    String resource = "/golden/" + name;
    try (InputStream in = GoldenBytes.class.getResourceAsStream(resource)) {
      if (in != null) {
        String hex = new String(in.readAllBytes(), StandardCharsets.US_ASCII);
        return HexFormat.of().parseHex(hex.replaceAll("\\s", ""));
      }
      String directory = System.getProperty("golden.write");
      if (directory == null) {
        throw new AssertionError("no " + resource + "; it would be\n" + lines(now));
      }
      Path file = Path.of(directory, "golden", name);
      Files.createDirectories(file.getParent());
      Files.writeString(file, lines(now), StandardCharsets.US_ASCII);
      return now;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /**
   * A layout still writes what it once wrote, and reads it back.
   *
   * @param filled has a user {@code u}, the one whose bytes were kept
   * @param empty the same definition without users
   */
  public static void areKept(String name, MetricRun<?> filled, MetricRun<?> empty, int layout) {
    byte[] golden = of(name, filled.bytes("u"));
    assertThat(lines(filled.bytes("u"))).isEqualTo(lines(golden));
    empty.restore("u", golden, layout);
    assertThat(lines(empty.bytes("u"))).isEqualTo(lines(golden));
    assertThat(empty.contributions().keySet()).isEqualTo(filled.contributions().keySet());
    assertThat(lines(empty.bytes("u"))).isEqualTo(lines(golden));
  }

  /**
   * What a layout before wrote is read, and comes to what is written now.
   *
   * @param filled has a user {@code u}, the one whose bytes were kept
   * @param empty the same definition without users
   */
  public static void areRead(String name, MetricRun<?> filled, MetricRun<?> empty, int layout) {
    empty.restore("u", of(name, filled.bytes("u")), layout);
    assertThat(lines(empty.bytes("u"))).isEqualTo(lines(filled.bytes("u")));
    assertThat(empty.contributions().keySet()).isEqualTo(filled.contributions().keySet());
  }

  private static String lines(byte[] bytes) {
    StringBuilder text = new StringBuilder();
    for (int from = 0; from < bytes.length; from += BYTES_A_LINE) {
      int to = Math.min(bytes.length, from + BYTES_A_LINE);
      text.append(HexFormat.of().formatHex(bytes, from, to)).append('\n');
    }
    return text.toString();
  }
}
