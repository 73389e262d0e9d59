SUMMARY = "Decodes Linux kernel crashes live beside the serial console"
HOMEPAGE = "https://example.org/oopscope"
LICENSE = "MIT"
LIC_FILES_CHKSUM = "file://src/${GO_IMPORT}/LICENSE;md5=012a7d018b5af949b423bff5f9b9b7aa"

GO_IMPORT = "oopscope"
SRC_URI = "https://example.org/oopscope/oopscope-${PV}.tar.gz;subdir=${BPN}-${PV}/src/${GO_IMPORT};striplevel=1"
S = "${WORKDIR}/${BPN}-${PV}"

inherit go-mod
export CGO_ENABLED = "0"
GO_INSTALL = "${GO_IMPORT} ${GO_IMPORT}/console/telemetry/oopscope-export"
GO_EXTRA_LDFLAGS = "-X oopscope/console/config.released=${PV}"
# modules are fetched by their sums in go.sum
do_compile[network] = "1"

do_install:append() {
    install -Dm0644 ${S}/src/${GO_IMPORT}/docs/oopscope.1 ${D}${mandir}/man1/oopscope.1
}
