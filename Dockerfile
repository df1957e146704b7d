# The service in a container. One set-up for every place: scrutiny/bootstrap.py installs here what it installs anywhere.
FROM python:3.11-slim-bookworm AS system
ENV PYTHONUNBUFFERED=1
WORKDIR /srv/scrutiny
COPY scrutiny/bootstrap.py scrutiny/bootstrap.py
RUN python -I scrutiny/bootstrap.py system && rm -rf /var/lib/apt/lists/*

# Packages and front-end assets, from the locks; npm and its packages stay behind.
FROM system AS build
COPY requirements.txt ./
COPY static/ static/
RUN python -I scrutiny/bootstrap.py run && rm -rf .venv/node static/node_modules

FROM system
COPY --from=build /srv/scrutiny/.venv .venv/
COPY --from=build /srv/scrutiny/static/build static/build/
COPY . .
ENV PATH=/srv/scrutiny/.venv/bin:$PATH \
    SCRUTINY_DATA=/var/lib/scrutiny \
    SCRUTINY_STATIC=/srv/scrutiny/collected \
    XDG_CACHE_HOME=/tmp/cache
# Collecting needs settings that are complete, not ones that anybody will use: this key signs nothing and is not kept.
RUN SCRUTINY_DATA=/tmp/collecting SCRUTINY_HOSTS=localhost SCRUTINY_SECRET_KEY="$(python -c 'import secrets; print(secrets.token_hex(32))')" \
        python manage.py collectstatic --noinput --verbosity 0 \
    && rm -rf /tmp/collecting \
    && useradd --system --uid 10001 --user-group --no-create-home --shell /usr/sbin/nologin scrutiny \
    && install --directory --owner scrutiny --group scrutiny --mode 0700 /var/lib/scrutiny
USER scrutiny
VOLUME /var/lib/scrutiny
EXPOSE 8000
# Asked for by a name that the service answers to, as a visitor would ask.
HEALTHCHECK --interval=30s --timeout=5s --start-period=20s CMD ["python", "-c", "import os, urllib.request as r; r.urlopen(r.Request('http://127.0.0.1:8000/health/', headers={'Host': os.environ['SCRUTINY_HOSTS'].split(',')[0].strip()}), timeout=4)"]
CMD ["granian", "scrutiny.wsgi:application", "--interface", "wsgi", "--no-ws", "--host", "0.0.0.0", "--port", "8000", "--workers", "1", "--blocking-threads", "4", "--log-level", "warning"]
