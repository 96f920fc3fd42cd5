# The core in a container.  Not built by this project's CI: say so if it does not build for you.
#
#   docker build -t wenbao .
#   docker run --rm -it -v wenbao:/data --entrypoint python wenbao -m web.security.access /data/users.txt NAME
#   docker run --rm -p 127.0.0.1:7860:7860 -v wenbao:/data wenbao
#
# The index and the uploads lie in the volume; articles to index are brought in through the page, or:
#   docker run --rm -v wenbao:/data -v "$PWD/articles:/articles:ro" wenbao index build /articles
FROM python:3.12-slim
COPY requirements.lock /tmp/
RUN pip install --no-cache-dir --require-hashes -r /tmp/requirements.lock
COPY . /tmp/wenbao
RUN pip install --no-cache-dir --no-deps /tmp/wenbao && rm -r /tmp/wenbao \
 && useradd --create-home reader && install -d -o reader /data
USER reader
ENV WENBAO_INDEX=/data/index
VOLUME /data
EXPOSE 7860
ENTRYPOINT ["wenbao"]
# On every address of the container, which is refused without users.
CMD ["serve", "--host", "0.0.0.0", "--users", "/data/users.txt"]
