package io.engagement.dashboard.web;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.SecureRandom;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Who may ask. Under a name that is not the page's nobody: a name can be pointed at this server by
 * whoever owns it, so that a page of theirs could read this one; an address cannot. With a token
 * only those who have shown it.
 */
public final class Access {
  private static final Pattern ADDRESS =
      Pattern.compile("(?:\\[[0-9a-f:.%]{2,60}]|[0-9]{1,3}(?:\\.[0-9]{1,3}){3})");
  private static final Pattern HOST = Pattern.compile("(\\[[^\\]]*]|[^:]*)(?::[0-9]{1,5})?");

  private final Set<String> names;
  private final byte @Nullable [] token;

  /** What a browser that has logged in shows; lost with the server. */
  private final String pass;

  /**
   * @param names under which the page may be asked for, beside localhost and plain addresses
   * @param token null when everybody who reaches the server may look
   */
  public Access(List<String> names, @Nullable String token) {
    this.names = new TreeSet<>(String.CASE_INSENSITIVE_ORDER);
    this.names.addAll(names);
    this.names.add("localhost");
    this.token = token == null ? null : token.getBytes(StandardCharsets.UTF_8);
    byte[] random = new byte[32];
    new SecureRandom().nextBytes(random);
    this.pass = HexFormat.of().formatHex(random);
  }

  /**
   * Whether the header {@code Host} is one of this page's.
   *
   * @param header null when there is none
   */
  boolean isHost(@Nullable String header) {
    if (header == null) {
      return false;
    }
    var matcher = HOST.matcher(header.toLowerCase(Locale.ROOT));
    if (!matcher.matches()) {
      return false;
    }
    String host = matcher.group(1);
    return names.contains(host) || ADDRESS.matcher(host).matches();
  }

  boolean needsLogin() {
    return token != null;
  }

  /** Whether this is the token; how long it takes tells nothing of it. */
  boolean isToken(String shown) {
    return token != null && MessageDigest.isEqual(token, shown.getBytes(StandardCharsets.UTF_8));
  }

  /** The value of the cookie that a login gives. */
  String pass() {
    return pass;
  }

  boolean isPass(@Nullable String shown) {
    return !needsLogin()
        || (shown != null
            && MessageDigest.isEqual(
                pass.getBytes(StandardCharsets.UTF_8), shown.getBytes(StandardCharsets.UTF_8)));
  }
}
