package io.engagement.dashboard.web;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.engagement.dashboard.cut.Csv;
import io.engagement.dashboard.cut.Selection;
import io.engagement.dashboard.cut.Trouble;
import io.engagement.dashboard.cut.ViewAnswer;
import io.engagement.dashboard.cut.ViewReader;
import io.engagement.dashboard.view.View;
import io.engagement.dashboard.view.Views;
import java.nio.charset.StandardCharsets;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.eclipse.jetty.http.HttpCookie;
import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.server.FormFields;
import org.eclipse.jetty.server.Handler;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.util.Callback;
import org.eclipse.jetty.util.Fields;
import org.eclipse.jetty.util.Promise;
import org.eclipse.jetty.util.thread.Invocable;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** All that a browser can ask for. Nothing that it asks for changes anything. */
public final class Pages extends Handler.Abstract implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(Pages.class);
  private static final ObjectMapper JSON = Answers.mapper();
  private static final String COOKIE = "engage_dashboard";
  private static final String API = "/api/";
  private static final int MOST_FIELDS = 4;
  private static final int LONGEST_FORM = 4_096;

  private final Access access;
  private final Views views;
  private final ViewReader reader;
  private final Assets assets = new Assets();
  private final Events events;

  public Pages(Access access, Views views, ViewReader reader) {
    this.access = access;
    this.views = views;
    this.reader = reader;
    this.events = new Events(reader);
  }

  /** Says it on every page that is open, until the next one. */
  public void tell(Scene scene) {
    try {
      events.tell(JSON.writeValueAsString(scene));
    } catch (JsonProcessingException e) {
      throw new IllegalStateException(e);
    }
  }

  @Override
  public boolean handle(Request request, Response response, Callback callback) {
    Reply.secure(response);
    String path = Request.getPathInContext(request);
    String method = request.getMethod();
    if (!access.isHost(request.getHeaders().get(HttpHeader.HOST))) {
      Reply.text(
          request,
          response,
          callback,
          421,
          "This is not the dashboard of that name. Names are given to it with --name.");
    } else if (path.startsWith(API) && isFromElsewhere(request)) {
      Reply.text(request, response, callback, 403, "A page of somebody else's asked.");
    } else if (access.needsLogin() && path.equals("/login") && method.equals("POST")) {
      login(request, response, callback);
    } else if (!method.equals("GET") && !method.equals("HEAD")) {
      response.getHeaders().put(HttpHeader.ALLOW, "GET, HEAD");
      Reply.text(request, response, callback, 405, "Only GET.");
    } else if (!access.isPass(cookie(request)) && needsPass(path)) {
      if (path.startsWith(API)) {
        Reply.text(request, response, callback, 401, "Log in first.");
      } else {
        Reply.redirect(response, callback, "/login");
      }
    } else {
      answer(path, request, response, callback);
    }
    return true;
  }

  /**
   * Whether a page that is not this one asked: it cannot read the answer, and could keep the
   * database busy all the same. A link that somebody follows is none.
   */
  private static boolean isFromElsewhere(Request request) {
    String site = request.getHeaders().get("Sec-Fetch-Site");
    return site != null
        && !site.equals("same-origin")
        && !site.equals("none")
        && !"document".equals(request.getHeaders().get("Sec-Fetch-Dest"));
  }

  /** The form and how it looks tell nothing. */
  private static boolean needsPass(String path) {
    return !path.equals("/login")
        && !path.equals("/page/page.css")
        && !path.equals("/page/icon.svg");
  }

  private static @Nullable String cookie(Request request) {
    return Request.getCookies(request).stream()
        .filter(cookie -> cookie.getName().equals(COOKIE))
        .map(HttpCookie::getValue)
        .findFirst()
        .orElse(null);
  }

  private void login(Request request, Response response, Callback callback) {
    // Not waited for: whoever sends it slowly, and has shown no token, would hold a thread.
    FormFields.onFields(
        request,
        StandardCharsets.UTF_8,
        MOST_FIELDS,
        LONGEST_FORM,
        Promise.Invocable.from(
            Invocable.InvocationType.NON_BLOCKING,
            form -> login(form, response, callback),
            malformed -> Reply.text(request, response, callback, 400, "No form.")));
  }

  private void login(Fields form, Response response, Callback callback) {
    if (access.isToken(String.valueOf(form.getValue("token")).strip())) {
      // Lax, so that a link to a view, from a chat for one, opens it. No request changes anything.
      Response.addCookie(
          response,
          HttpCookie.build(COOKIE, access.pass())
              .path("/")
              .httpOnly(true)
              .sameSite(HttpCookie.SameSite.LAX)
              .build());
      Reply.redirect(response, callback, "/");
    } else {
      Reply.redirect(response, callback, "/login#wrong");
    }
  }

  private void answer(String path, Request request, Response response, Callback callback) {
    try {
      if (path.equals(API + "events") && request.getMethod().equals("GET")) {
        events.listen(request, response, callback);
      } else if (path.equals(API + "views")) {
        json(request, response, callback, catalogue());
      } else if (path.startsWith(API + "view/")) {
        view(path.substring((API + "view/").length()), request, response, callback);
      } else if (!assets.send(
          views.view(path.substring(1)) == null ? path : "/", request, response, callback)) {
        Reply.text(request, response, callback, 404, "There is no such page.");
      }
    } catch (Selection.InvalidSelectionException e) {
      Reply.text(request, response, callback, 400, String.valueOf(e.getMessage()));
    } catch (SQLException e) {
      LOG.warn("{} failed: {}", path, e.getMessage());
      Reply.text(request, response, callback, 503, Trouble.of(e));
    } catch (java.io.IOException | RuntimeException e) {
      LOG.error("{} failed", path, e);
      Reply.text(request, response, callback, 500, "This went wrong here; the log says how.");
    }
  }

  /** The views that there is something to show for, or all before anything is published. */
  private List<Map<String, String>> catalogue() throws SQLException {
    List<String> families = reader.families();
    List<Map<String, String>> offered = new ArrayList<>();
    for (View view : views.all()) {
      if (view.family() == null || families.isEmpty() || families.contains(view.family())) {
        offered.add(Map.of("id", view.id(), "title", view.title(), "about", view.about()));
      }
    }
    return offered;
  }

  private void view(String rest, Request request, Response response, Callback callback)
      throws SQLException, java.io.IOException {
    int slash = rest.indexOf('/');
    View view = views.view(slash < 0 ? rest : rest.substring(0, slash));
    if (view == null) {
      Reply.text(request, response, callback, 404, "There is no such view.");
      return;
    }
    Selection selection = Selection.of(query(request));
    if (slash < 0) {
      json(request, response, callback, reader.read(view, selection));
      return;
    }
    String file = rest.substring(slash + 1);
    View.Panel panel =
        file.endsWith(".csv") ? view.panel(file.substring(0, file.length() - 4)) : null;
    ViewAnswer.PanelAnswer answer = panel == null ? null : reader.read(view, panel, selection);
    if (panel == null || answer == null) {
      Reply.text(request, response, callback, 404, "There is no such panel.");
      return;
    }
    if (answer.error() != null || answer.truncated()) {
      // Half of a file would pass for all of it.
      String why = answer.error() == null ? "These are too many rows." : answer.error();
      Reply.text(request, response, callback, 503, why + " Choose fewer days.");
      return;
    }
    response
        .getHeaders()
        .put(
            "Content-Disposition",
            "attachment; filename=\"%s-%s.csv\"".formatted(view.id(), panel.id()));
    byte[] csv = Csv.of(answer).getBytes(StandardCharsets.UTF_8);
    Reply.send(request, response, callback, Reply.CSV, csv);
  }

  private static Map<String, String> query(Request request) {
    Map<String, String> query = new HashMap<>();
    try {
      for (Fields.Field field : Request.extractQueryParameters(request)) {
        query.put(field.getName(), String.valueOf(field.getValue()));
      }
    } catch (IllegalArgumentException | IllegalStateException malformed) {
      throw new Selection.InvalidSelectionException("the address cannot be read");
    }
    return query;
  }

  private static void json(Request request, Response response, Callback callback, Object answer)
      throws java.io.IOException {
    Reply.send(request, response, callback, Reply.JSON, JSON.writeValueAsBytes(answer));
  }

  @Override
  public void close() {
    events.close();
  }
}
