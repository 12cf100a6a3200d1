package io.engagement.local;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** The TCP sockets that a process listens on, as Linux's {@code /proc} shows them. */
final class ListeningSockets {
  private static final Pattern SOCKET = Pattern.compile("socket:\\[(\\d+)]");
  private static final String LISTEN = "0A";
  // 127.0.0.1, ::1 and ::ffff:127.0.0.1 as /proc writes them, each word in the order of the
  // machine.
  private static final Set<String> LOOPBACK =
      Set.of("0100007F", "00000000000000000000000001000000", "0000000000000000FFFF00000100007F");

  private ListeningSockets() {}

  /** Addresses ({@code hex:port}) that the process listens on; never empty for a running server. */
  static List<String> of(long pid) {
    Set<String> inodes = socketsOf(pid);
    List<String> addresses = new ArrayList<>();
    for (String table : List.of("tcp", "tcp6")) {
      for (String line : lines(Path.of("/proc", Long.toString(pid), "net", table))) {
        String[] fields = line.strip().split("\\s+", -1);
        if (fields.length > 9 && fields[3].equals(LISTEN) && inodes.contains(fields[9])) {
          addresses.add(fields[1]);
        }
      }
    }
    return addresses;
  }

  /** The part of {@link #of} that other machines could reach. */
  static List<String> offLoopback(long pid) {
    return of(pid).stream()
        .filter(
            address ->
                !LOOPBACK.contains(
                    address.substring(0, address.indexOf(':')).toUpperCase(Locale.ROOT)))
        .toList();
  }

  private static Set<String> socketsOf(long pid) {
    Set<String> inodes = new HashSet<>();
    try (Stream<Path> descriptors = Files.list(Path.of("/proc", Long.toString(pid), "fd"))) {
      for (Path descriptor : descriptors.toList()) {
        if (Files.isSymbolicLink(descriptor)) {
          Matcher matcher = SOCKET.matcher(Files.readSymbolicLink(descriptor).toString());
          if (matcher.matches()) {
            inodes.add(matcher.group(1));
          }
        }
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return inodes;
  }

  private static List<String> lines(Path file) {
    try {
      return Files.exists(file) ? Files.readAllLines(file) : List.of();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
